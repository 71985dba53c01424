using FastArb.Chain;

namespace FastArb.Feeds;

/// <summary>What a stream of events consists of.</summary>
internal sealed class EventTally
{
    private readonly long[] _counts = new long[Enum.GetValues<ChainEventKind>().Length];

    public long Events { get; private set; }

    public long FirstBlock { get; private set; } = -1;

    public long LastBlock { get; private set; } = -1;

    public long DepthMax { get; private set; }

    /// <summary>As the last event that told of it said; live until then.</summary>
    public FeedHealth Health { get; private set; }

    public long Of(ChainEventKind kind) => _counts[(int)kind];

    public void Count(ref readonly ChainEvent e)
    {
        Events++;
        _counts[(int)e.Kind]++;
        if (e.Kind == ChainEventKind.BlockBegin)
        {
            FirstBlock = FirstBlock < 0 ? e.BlockNumber : FirstBlock;
            LastBlock = e.BlockNumber;
        }
        else if (e.Kind == ChainEventKind.Reorg)
        {
            DepthMax = Math.Max(DepthMax, LastBlock - e.BlockNumber);
            LastBlock = e.BlockNumber;
        }
        else if (e.Kind == ChainEventKind.Health)
        {
            Health = (FeedHealth)e.Detail;
        }
    }
}
