using FastArb.Chain;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>
/// What a reader of the events believes, and what it may rely on, checked at each of them: a block stands on
/// the head, its logs come by index, each once; nothing follows a seal; the head goes back to what was there.
/// </summary>
internal sealed class AppliedChain
{
    private readonly List<AppliedBlock> _blocks = [];
    private long _sequence;
    private long _eventTime = long.MinValue;
    private UInt256 _base;
    private long _baseNumber = -1;
    private bool _isOpen;

    /// <summary>Told of each block that is sealed, and why.</summary>
    public Action<AppliedBlock, SealReason>? Sealed { get; init; }

    public IReadOnlyList<AppliedBlock> Blocks => _blocks;

    public long Reorgs { get; private set; }

    public long DepthMax { get; private set; }

    public long Resynchronisations { get; private set; }

    public FeedHealth Health { get; private set; }

    /// <summary>How often the feed became so.</summary>
    public int[] HealthCounts { get; } = new int[Enum.GetValues<FeedHealth>().Length];

    public RunningHash Hash { get; } = new();

    public UInt256 Head => _blocks.Count > 0 ? _blocks[^1].Hash : _base;

    public long HeadNumber => _blocks.Count > 0 ? _blocks[^1].Number : _baseNumber;

    public void Take(ref readonly ChainEvent e)
    {
        Require(e.Sequence == _sequence++, "sequence", in e);
        Require(e.EventTime >= _eventTime, "event time", in e);
        _eventTime = e.EventTime;
        Hash.Append(new ReadOnlySpan<ChainEvent>(in e));
        switch (e.Kind)
        {
            case ChainEventKind.BlockBegin:
                Begin(in e);
                break;
            case ChainEventKind.Log:
            case ChainEventKind.LogPart:
                Require(_isOpen && e.BlockNumber == HeadNumber, "a log of the open block", in e);
                _blocks[^1].Take(in e);
                break;
            case ChainEventKind.BlockSealed:
                Require(_isOpen && e.Words[0] == Head, "a seal of the open block", in e);
                _isOpen = false;
                Sealed?.Invoke(_blocks[^1], (SealReason)e.Detail);
                break;
            case ChainEventKind.Reorg:
                Leave(in e);
                break;
            case ChainEventKind.Resynchronise:
                Resynchronisations++;
                _blocks.Clear();
                _isOpen = false;
                _base = e.Words[0];
                _baseNumber = e.BlockNumber;
                break;
            case ChainEventKind.Health:
                Require((FeedHealth)e.Detail != Health, "another health", in e);
                Health = (FeedHealth)e.Detail;
                HealthCounts[e.Detail]++;
                break;
            default:
                Require(e.Kind == ChainEventKind.Timer, "a kind that is known", in e);
                break;
        }
    }

    private void Begin(ref readonly ChainEvent e)
    {
        Require(!_isOpen, "the block before is sealed", in e);
        if (_baseNumber < 0)
        {
            _base = e.Words[1];
            _baseNumber = e.BlockNumber - 1;
        }

        Require(e.Words[1] == Head && e.BlockNumber == HeadNumber + 1, "a block on the head", in e);
        _blocks.Add(new AppliedBlock(e.BlockNumber, e.Words[0]));
        _isOpen = true;
    }

    private void Leave(ref readonly ChainEvent e)
    {
        Require(e.Words[1] == Head && e.Words[0] != Head, "a reorg that leaves the head", in e);
        long depth = HeadNumber - e.BlockNumber;
        Reorgs++;
        DepthMax = Math.Max(DepthMax, depth);
        Require(depth > 0 && depth <= _blocks.Count, "a reorg to a block that is out", in e);
        _blocks.RemoveRange(_blocks.Count - (int)depth, (int)depth);
        Require(Head == e.Words[0], "a reorg to the block that it names", in e);
        _isOpen = false;
    }

    private static void Require(bool holds, string what, ref readonly ChainEvent e)
    {
        if (!holds)
        {
            Assert.Fail($"event {e.Sequence}, {e.Kind} of block {e.BlockNumber}: not {what}");
        }
    }
}
