using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Tests.Feed.Order;

namespace FastArb.Tests.Feed.Sequencing;

/// <summary>
/// The chain as an event stream tells it, each reorg undone on the way; the stream's grammar is checked too.
/// </summary>
internal sealed class ToldChain
{
    public ToldChain(IEnumerable<ChainEvent> events)
    {
        LinearWorld grammar = new();
        foreach (ChainEvent e in events)
        {
            grammar.Take(in e);
            Take(e);
        }

        Resynchronisations = grammar.Resynchronisations;
    }

    public List<ToldBlock> Blocks { get; } = [];

    public List<RecordingTruth.TrueReorg> Reorgs { get; } = [];

    public long Resynchronisations { get; }

    private void Take(ChainEvent e)
    {
        switch (e.Kind)
        {
            case ChainEventKind.BlockBegin:
                Blocks.Add(new ToldBlock(e.BlockNumber, e.Words[0], e.Words[1], (long)(ulong)e.Words[2]));
                break;
            case ChainEventKind.Log:
                Blocks[^1].Logs.Add(new ToldLog(e));
                AddWords(e);
                break;
            case ChainEventKind.LogPart:
                AddWords(e);
                break;
            case ChainEventKind.BlockSealed:
                Blocks[^1].Seal = (SealReason)e.Detail;
                break;
            case ChainEventKind.Reorg:
                UInt256 ancestor = e.Words[0];
                int kept = Blocks.FindLastIndex(block => block.Hash == ancestor) + 1;
                Reorgs.Add(new(e.BlockNumber, ancestor, [.. Blocks[kept..].Select(block => block.Hash)]));
                Blocks.RemoveRange(kept, Blocks.Count - kept);
                break;
            default:
                break;
        }
    }

    private void AddWords(ChainEvent e)
    {
        for (int i = 0; i < e.WordCount; i++)
        {
            Blocks[^1].Logs[^1].Words.Add(e.Words[i]);
        }
    }

    internal sealed record ToldBlock(long Number, UInt256 Hash, UInt256 Parent, long Timestamp)
    {
        public List<ToldLog> Logs { get; } = [];

        public SealReason Seal { get; set; }
    }

    internal sealed record ToldLog(ChainEvent First)
    {
        public List<UInt256> Words { get; } = [];
    }
}
