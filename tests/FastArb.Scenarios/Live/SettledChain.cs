using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Scenarios.Anvil;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>
/// What an event stream amounts to when each reorg undoes what it says. Holds the stream to its grammar on
/// the way: linked blocks, ascending logs, whole parts, nothing after a seal, time that never goes back.
/// </summary>
internal sealed class SettledChain
{
    private readonly List<BlockIdentity> _told = [];
    private long _eventTime;
    private long _count;
    private ChainEvent _log;

    public List<SettledBlock> Blocks { get; } = [];

    /// <summary>
    /// Where the chain went back to, by the blocks alone: one that is told again is no news. The feed
    /// goes back
    /// also where it has second thoughts about a block that it had sealed too early.
    /// </summary>
    public List<BlockIdentity> Ancestors { get; } = [];

    public Dictionary<ReorgCause, int> Reorgs { get; } = [];

    public Dictionary<SealReason, int> Seals { get; } = [];

    public Dictionary<FeedHealth, int> Healths { get; } = [];

    private SettledBlock Head => Blocks[^1];

    public override string ToString() =>
        $"{Blocks.Count} blocks; seals: {string.Join(", ", Seals)}; reorgs: {string.Join(", ", Reorgs)}; "
        + $"health: {string.Join(", ", Healths)}";

    public void Add(ReadOnlySpan<ChainEvent> events)
    {
        foreach (ChainEvent e in events)
        {
            Add(e);
        }
    }

    /// <summary>From the truth's first block on, all of it is as the node says, each way back too.</summary>
    public void MustEndWith(ChainTruth truth)
    {
        MustEndWithBlocksOf(truth);
        Assert.Equal(
            truth.Reorgs.Select(reorg => (reorg.AncestorNumber, reorg.AncestorHash)),
            Ancestors.Select(ancestor => (ancestor.Number, Text(ancestor.Hash)))
        );
    }

    /// <summary>The same for whoever was away now and then, and cannot know of each way back.</summary>
    public void MustEndWithBlocksOf(ChainTruth truth)
    {
        SettledBlock[] blocks = [.. Blocks.SkipWhile(block => Text(block.Hash) != truth.Blocks[0].Hash)];
        Assert.Equal(
            truth.Blocks.Select(block => (block.Number, block.Hash, block.Parent)),
            blocks.Select(block => (block.Number, Text(block.Hash), Text(block.Parent)))
        );
        foreach ((TruthBlock told, SettledBlock block) in truth.Blocks.Zip(blocks))
        {
            Assert.Equal(
                told.Logs.Select(log => log.Index),
                block.Logs.Select(log => (long)log.First.LogIndex)
            );
            foreach ((TruthLog expected, SettledLog log) in told.Logs.Zip(block.Logs))
            {
                MustEqual(expected, log);
            }
        }

        Assert.All(blocks, block => Assert.True(block.IsSealed, $"{block.Number} is not sealed"));
    }

    private static void MustEqual(TruthLog expected, SettledLog log)
    {
        // A rule that names topic 0 does not repeat it among the words.
        bool hasFirstTopic = log.First.TopicIndex == ChainEvent.AnyTopic;
        List<string> words = [expected.Address[2..].PadLeft(64, '0')];
        words.AddRange(expected.Topics.Skip(hasFirstTopic ? 0 : 1).Select(topic => topic[2..]));
        Assert.Equal(words.Count - 1, log.First.TopicCount);
        string data = expected.Data[2..];
        Assert.Equal(data.Length / 2, log.First.DataLength);
        words.AddRange(data.Chunk(64).Select(word => new string(word).PadRight(64, '0')));
        Assert.Equal(words, log.Words.Select(word => word.ToString("x64")), StringComparer.Ordinal);
    }

    private void Add(ChainEvent e)
    {
        Assert.Equal(_count++, e.Sequence);
        Assert.True(e.EventTime >= _eventTime, $"event {e.Sequence} is older than the one before it");
        _eventTime = e.EventTime;
        switch (e.Kind)
        {
            case ChainEventKind.BlockBegin:
                Begin(e);
                break;
            case ChainEventKind.Log:
                AddLog(e);
                break;
            case ChainEventKind.LogPart:
                AddPart(e);
                break;
            case ChainEventKind.BlockSealed:
                Assert.Equal(Head.Hash, e.Words[0]);
                Assert.False(Head.IsSealed, $"{Head.Number} is sealed twice");
                Head.IsSealed = true;
                Count(Seals, (SealReason)e.Detail);
                break;
            case ChainEventKind.Reorg:
                GoBack(e);
                break;
            case ChainEventKind.Health:
                Count(Healths, (FeedHealth)e.Detail);
                break;
            default:
                Assert.Equal(ChainEventKind.Timer, e.Kind);
                break;
        }
    }

    private void Begin(ChainEvent e)
    {
        if (Blocks.Count > 0)
        {
            Assert.Equal((Head.Number + 1, Head.Hash), (e.BlockNumber, e.Words[1]));
        }

        Blocks.Add(new SettledBlock(e.BlockNumber, e.Words[0], e.Words[1]));
        Tell(new BlockIdentity(e.BlockNumber, e.Words[0]));
    }

    private void Tell(BlockIdentity block)
    {
        if (_told.Contains(block))
        {
            return;
        }

        int kept = _told.FindIndex(told => told.Number == block.Number);
        if (kept > 0)
        {
            Ancestors.Add(_told[kept - 1]);
            _told.RemoveRange(kept, _told.Count - kept);
        }

        _told.Add(block);
    }

    private void AddLog(ChainEvent e)
    {
        Assert.False(Head.IsSealed, $"a log after the seal of {Head.Number}");
        Assert.Equal(Head.Number, e.BlockNumber);
        if (Head.Logs.Count > 0)
        {
            Assert.True(e.LogIndex > Head.Logs[^1].First.LogIndex, $"a log out of order in {Head.Number}");
        }

        Head.Logs.Add(new SettledLog(e));
        _log = e;
        AddWords(e);
    }

    private void AddPart(ChainEvent e)
    {
        Assert.Equal((_log.BlockNumber, _log.LogIndex), (e.BlockNumber, e.LogIndex));
        Assert.Equal(_log.Part + 1, e.Part);
        _log = e;
        AddWords(e);
    }

    private void AddWords(ChainEvent e)
    {
        for (int i = 0; i < e.WordCount; i++)
        {
            Head.Logs[^1].Words.Add(e.Words[i]);
        }
    }

    private void GoBack(ChainEvent e)
    {
        Assert.Equal(Head.Hash, e.Words[1]);
        UInt256 hash = e.Words[0];
        int kept = Blocks.FindLastIndex(block => block.Hash == hash) + 1;
        Assert.True(kept > 0, $"a reorg to {e.BlockNumber}, which the stream has not told of");
        Assert.Equal(Blocks[kept - 1].Number, e.BlockNumber);
        Blocks.RemoveRange(kept, Blocks.Count - kept);
        Count(Reorgs, (ReorgCause)e.Detail);
    }

    private static void Count<T>(Dictionary<T, int> counts, T what)
        where T : notnull => counts[what] = counts.GetValueOrDefault(what) + 1;

    private static string Text(UInt256 hash) => "0x" + hash.ToString("x64");
}
