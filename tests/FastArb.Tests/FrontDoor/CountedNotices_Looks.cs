using FastArb.Feed;
using FastArb.Feeds;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>
/// What is only counted where it happens is told all the same, and never behind a line of progress.
/// </summary>
public sealed class CountedNotices_Looks
{
    private const long SecondNs = 1_000_000_000;

    private readonly FeedNotices _notices = new();
    private readonly FeedCounters _messages = new();
    private readonly BlockOrderCounters _order = new();
    private readonly FeedPulse _pulse = new();
    private readonly FeedWatchdog _watchdog;
    private readonly CountedNotices _counted;

    public CountedNotices_Looks()
    {
        _watchdog = new FeedWatchdog(new FeedWatchdogOptions(), _pulse, new FeedInbox());
        _counted = new CountedNotices(_notices, _messages, _order, _watchdog, _pulse);
    }

    [Fact]
    public void What_was_counted_is_told_with_its_count_and_nothing_else_is()
    {
        _counted.Look();
        Assert.All(Enum.GetValues<FeedNotice>(), kind => Assert.Equal(0, _notices.Count(kind)));

        _messages.DecodeErrors(FrameFault.NotJson).Increment();
        _order.Contradictions = 2;
        _order.Resynchronisations = 3;
        _order.CallsFailed = 4;
        _watchdog.ReaderStalls.Increment();
        _counted.Look();
        _order.Contradictions = 5;
        _counted.Look();
        (FeedNotice, long)[] told =
        [
            .. Enum.GetValues<FeedNotice>()
                .Select(kind => (kind, _notices.Count(kind)))
                .Where(told => told.Item2 > 0),
        ];
        (FeedNotice, long)[] counted =
        [
            (FeedNotice.Malformed, 1),
            (FeedNotice.Contradiction, 5),
            (FeedNotice.Resynchronised, 3),
            (FeedNotice.CallFailed, 4),
            (FeedNotice.ReaderStuck, 1),
        ];
        Assert.Equal(counted, told);
        Assert.All(told, kind => Assert.InRange(_notices.Sentence(kind.Item1)!.Length, 20, 100));
    }

    [Fact]
    public void Blocks_after_a_halt_are_told_once_and_blocks_without_one_never()
    {
        _pulse.HeadNumber = 100;
        _counted.Look();
        _pulse.HeadNumber = 101;
        _counted.Look();
        _notices.Say(FeedNotice.ChainHalted, "node.example: the chain makes no blocks");
        _counted.Look();
        _counted.Look();
        Assert.Equal(0, _notices.Count(FeedNotice.ChainResumed));
        for (int i = 0; i < 3; i++)
        {
            _pulse.HeadNumber++;
            _counted.Look();
        }

        Assert.Equal(1, _notices.Count(FeedNotice.ChainResumed));
    }

    [Fact]
    public void A_notice_stands_on_a_line_of_its_own_where_progress_is_shown()
    {
        using StringWriter said = new();
        using ProgressLine progress = new(
            Terminal.Plain(TextWriter.Null, said, showsProgress: true),
            TimeSpan.Zero
        );
        NoticePrinter printer = new(progress, _notices);
        progress.Show("recording");
        _notices.Say(FeedNotice.Disconnected, "node.example: gone");
        printer.Look(SecondNs);
        progress.Show("recording on");
        printer.Look(2 * SecondNs);
        const string Cleared = "\rrecording\r         \r";
        Assert.Equal($"{Cleared}warning: node.example: gone\n\rrecording on", said.ToString());
    }
}
