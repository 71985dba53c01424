using System.Globalization;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>
/// Says what the feed has noticed: each kind at once, then at growing intervals with its count, so that a
/// storm of faults fills neither the screen nor a log. One caller at a time.
/// </summary>
internal sealed class NoticePrinter(ProgressLine progress, FeedNotices notices)
{
    private const long SecondNs = 1_000_000_000;
    private const long IntervalMinNs = SecondNs;
    private const long IntervalMaxNs = 600 * SecondNs;
    private const int SentenceCharsMax = 300;

    private readonly Told[] _told =
    [
        .. Enum.GetValues<FeedNotice>().Select(kind => new Told { Kind = kind, IntervalNs = IntervalMinNs }),
    ];

    /// <summary>Says what is due, a few times a second; <paramref name="now"/> is monotonic.</summary>
    public void Look(long now)
    {
        foreach (Told told in _told)
        {
            if (notices.Count(told.Kind) == told.Count || now < told.NextNs)
            {
                continue;
            }

            // Long quiet since the last line: what comes now is a new story.
            bool isNew = now - told.NextNs > told.IntervalNs;
            told.IntervalNs = isNew ? IntervalMinNs : Math.Min(told.IntervalNs * 2, IntervalMaxNs);
            told.NextNs = now + told.IntervalNs;
            Say(told);
        }
    }

    /// <summary>At the end: what was counted since the last line, so that the counts are all out.</summary>
    public void Finish()
    {
        foreach (Told told in _told.Where(told => notices.Count(told.Kind) != told.Count))
        {
            Say(told);
        }
    }

    private void Say(Told told)
    {
        long count = notices.Count(told.Kind);
        string sentence = OneLine(notices.Sentence(told.Kind) ?? told.Kind.ToString());
        string times =
            count == 1
                ? string.Empty
                : string.Create(CultureInfo.InvariantCulture, $" ({count:#,0} times by now)");
        bool isGood = told.Kind is FeedNotice.Reconnected or FeedNotice.ChainResumed;
        progress.WriteLine($"{(isGood ? "note" : "warning")}: {sentence}{times}");
        told.Count = count;
    }

    // A sentence may hold words of a node: no line of its own, no escape sequence, no end of the world.
    private static string OneLine(string sentence)
    {
        string text = SecretText.WithoutUrlSecrets(sentence);
        text =
            text.Length <= SentenceCharsMax ? text : string.Concat(text.AsSpan(0, SentenceCharsMax), "...");
        return new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
    }

    private sealed class Told
    {
        public FeedNotice Kind { get; init; }

        public long Count { get; set; }

        public long NextNs { get; set; }

        public long IntervalNs { get; set; }
    }
}
