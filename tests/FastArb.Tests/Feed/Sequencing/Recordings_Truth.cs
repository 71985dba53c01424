using System.Globalization;
using System.Text;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Feeds;
using Xunit;

namespace FastArb.Tests.Feed.Sequencing;

/// <summary>
/// From the bytes of a recording to events, through every class that a live feed goes through but the
/// socket: the settled stream is the chain that the file of truth describes.
/// </summary>
public sealed class Recordings_Truth
{
    private const long Millisecond = 1_000_000;
    private const long Utc = 1_700_000_000_000 * Millisecond;

    // More than the quiet after which a block is sealed.
    private const long Pause = 120 * Millisecond;

    private static readonly FeedPlan s_received = new(new WatchRules([WatchRule.Everything]))
    {
        Time = EventTimeSource.Received,
    };

    private static readonly Dictionary<string, Lazy<RecordingTruth>> s_recordings = new[]
    {
        "",
        "-reorg",
        "-reorg-geth",
    }.ToDictionary(
        name => name,
        name => new Lazy<RecordingTruth>(() => new RecordingTruth(name)),
        StringComparer.Ordinal
    );

    [Theory]
    [InlineData("", 601, 0)]
    [InlineData("-reorg", 63, 5)]
    [InlineData("-reorg-geth", 63, 5)]
    public void Messages_without_a_clock_give_the_true_chain(string name, int blocks, int reorgs)
    {
        RecordingTruth truth = s_recordings[name].Value;
        KeptEvents events = new();
        FeedSequencer<ListSink> sequencer = new(RunPlan.OfFrames, new ListSink(events));
        long at = 0;
        foreach (string message in truth.Messages)
        {
            sequencer.Accept(InputKind.Message, 0, Encoding.UTF8.GetBytes(message), at++);
        }

        MustBeTrue(truth, events, sequencer);
        Assert.Equal((blocks, reorgs), (truth.Blocks.Count, truth.Reorgs.Count));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("-reorg", true)]
    [InlineData("-reorg", false)]
    [InlineData("-reorg-geth", true)]
    [InlineData("-reorg-geth", false)]
    public void Messages_as_they_arrive_give_the_true_chain(string name, bool pauses)
    {
        RecordingTruth truth = s_recordings[name].Value;
        KeptEvents events = Receive(truth, truth.Messages, pauses, out _);
        IEnumerable<SealReason> seals = new ToldChain(events.All).Blocks.Select(block => block.Seal);
        Assert.DoesNotContain(SealReason.None, seals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Heads_of_a_new_branch_that_are_not_sent_come_as_answers(bool pauses)
    {
        RecordingTruth truth = s_recordings["-reorg-geth"].Value;
        HashSet<UInt256> untold = truth.InsideOfNewBranches;
        Assert.True(untold.Count >= 10);
        IEnumerable<string> messages = truth.Messages.Where(message =>
            RecordingTruth.BlockAnnouncedIn(message) is not UInt256 hash || !untold.Contains(hash)
        );
        Receive(truth, messages, pauses, out List<ChainCall> asked);
        Assert.Superset(
            untold,
            asked
                .Where(call => call.Kind == ChainCallKind.HeaderByHash)
                .Select(call => call.BlockHash)
                .ToHashSet()
        );
    }

    // As the reader does it, with a clock of the test's: what is due comes first, an answer some milliseconds
    // after its question, and between two blocks there may be time enough for a seal.
    private static KeptEvents Receive(
        RecordingTruth truth,
        IEnumerable<string> messages,
        bool pauses,
        out List<ChainCall> asked
    )
    {
        KeptEvents events = new();
        FeedSequencer<ListSink> sequencer = new(s_received, new ListSink(events));
        byte[] clock = new byte[ClockPayload.ByteCount];
        ClockPayload.Write(clock, Utc);
        sequencer.Accept(InputKind.Clock, 0, clock, 0);
        long now = 0;
        asked = [];
        foreach (string message in messages)
        {
            bool isHead = RecordingTruth.BlockAnnouncedIn(message) is not null;
            now += pauses && isHead ? Pause : Millisecond / 100;
            Tick(sequencer, now);
            sequencer.Accept(InputKind.Message, 0, Encoding.UTF8.GetBytes(message), now);
            now = AnswerAll(sequencer, truth, now, asked);
        }

        for (int i = 0; i < 10; i++)
        {
            now += Pause;
            Tick(sequencer, now);
            now = AnswerAll(sequencer, truth, now, asked);
        }

        MustBeTrue(truth, events, sequencer);
        return events;
    }

    private static void Tick(FeedSequencer<ListSink> sequencer, long now)
    {
        if (sequencer.NextDue <= now)
        {
            sequencer.Accept(InputKind.Tick, 0, [], now);
        }
    }

    private static long AnswerAll(
        FeedSequencer<ListSink> sequencer,
        RecordingTruth truth,
        long now,
        List<ChainCall> asked
    )
    {
        while (sequencer.TryTakeCall(out ChainCall call))
        {
            asked.Add(call);
            now += 5 * Millisecond;
            Assert.Equal(
                FrameKind.Answer,
                sequencer.Accept(InputKind.Message, 0, Encoding.UTF8.GetBytes(truth.Answer(call)), now)
            );
        }

        return now;
    }

    private static void MustBeTrue(RecordingTruth truth, KeptEvents events, FeedSequencer<ListSink> sequencer)
    {
        ToldChain told = new(events.All);
        Assert.Equal(0, told.Resynchronisations);
        Assert.Equal(0, sequencer.Counters.DecodeErrorsOfAllKinds);
        Assert.Equal(
            truth.Blocks,
            told.Blocks.Select(block => new RecordingTruth.TrueBlock(
                block.Number,
                block.Hash,
                block.Parent,
                block.Timestamp,
                block.Logs.Count
            ))
        );
        Assert.Equal(
            truth.Reorgs.Select(reorg => (reorg.Number, reorg.Hash)),
            told.Reorgs.Select(reorg => (reorg.Number, reorg.Hash))
        );
        foreach (
            (RecordingTruth.TrueReorg expected, RecordingTruth.TrueReorg reorg) in truth.Reorgs.Zip(
                told.Reorgs
            )
        )
        {
            Assert.Equal(expected.Dropped, reorg.Dropped);
        }

        foreach (ToldChain.ToldBlock block in told.Blocks)
        {
            foreach ((string json, ToldChain.ToldLog log) in truth.LogsOf(block.Hash).Zip(block.Logs))
            {
                MustBeTrue(json, log);
            }
        }
    }

    // In hexadecimal, digit by digit: the address, every topic, and the data in words of 32 bytes, the last
    // of them filled with zeros on the right.
    private static void MustBeTrue(string json, ToldChain.ToldLog log)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        string data = Digits(root.GetProperty("data"));
        string[] topics = [.. root.GetProperty("topics").EnumerateArray().Select(Digits)];
        string[] words =
        [
            Digits(root.GetProperty("address")).PadLeft(64, '0'),
            .. topics,
            .. data.Chunk(64).Select(word => new string(word).PadRight(64, '0')),
        ];
        Assert.Equal(
            words,
            log.Words.Select(word => word.ToString("x64", CultureInfo.InvariantCulture)),
            StringComparer.Ordinal
        );
        Assert.Equal(topics.Length, log.First.TopicCount);
        Assert.Equal(data.Length / 2, log.First.DataLength);
        Assert.Equal(Number(root.GetProperty("logIndex")), log.First.LogIndex);
        Assert.Equal(Number(root.GetProperty("transactionIndex")), log.First.TransactionIndex);
        Assert.Equal(Number(root.GetProperty("blockNumber")), log.First.BlockNumber);
    }

    private static string Digits(JsonElement json) => json.GetString()![2..];

    private static long Number(JsonElement json) =>
        long.Parse(Digits(json), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
