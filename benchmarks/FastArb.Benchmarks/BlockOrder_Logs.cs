using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;

namespace FastArb.Benchmarks;

/// <summary>
/// A log of the open block: into the tree and out. Beside it the two copies that it cannot do without, and a
/// duplicate. Blocks of 256 logs; the head of each is in the figures.
/// </summary>
[MemoryDiagnoser]
public class BlockOrder_Logs
{
    private const int Count = 256;
    private readonly ChainEvent[] _log = new ChainEvent[1];
    private readonly ChainEvent[] _kept = new ChainEvent[Count];
    private readonly ChainEvent[] _out = new ChainEvent[Count];
    private BlockOrder<Slots> _order = null!;
    private long _number;

    [GlobalSetup]
    public void Begin()
    {
        _order = new BlockOrder<Slots>(
            new BlockOrderOptions { BlocksMax = 64, LogSlotsMax = 16_384 },
            new WatchRules([WatchRule.Everything]),
            new Slots(_out)
        );
        _log[0] = new ChainEvent
        {
            Kind = ChainEventKind.Log,
            Source = ChainEvent.AnySource,
            TopicIndex = ChainEvent.AnyTopic,
        };
        Next();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public ChainEvent[] TwoCopies()
    {
        ReadOnlySpan<ChainEvent> log = _log;
        for (int i = 0; i < Count; i++)
        {
            _kept[i] = log[0];
            _out[i] = _kept[i];
        }

        return _out;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public long LogsOfTheOpenBlock()
    {
        Next();
        return Send();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public long Duplicates() => Send();

    private long Send()
    {
        LogEnvelope log = new()
        {
            BlockHash = HashOf(_number),
            BlockNumber = _number,
            SlotCount = 1,
        };
        _log[0].BlockNumber = _number;
        for (uint i = 0; i < Count; i++)
        {
            log.LogIndex = i;
            _log[0].LogIndex = i;
            _order.OnLog(in log, _log, new InputStamp(_number, _number, _number));
        }

        return _order.NextSequence;
    }

    private void Next()
    {
        _number++;
        BlockHead head = new()
        {
            Number = _number,
            Hash = HashOf(_number),
            ParentHash = HashOf(_number - 1),
        };
        _order.OnHead(in head, new InputStamp(_number, _number, _number));
    }

    private static UInt256 HashOf(long number) =>
        new((ulong)number * 0x9E3779B97F4A7C15, (ulong)number, 1, 1);

    /// <summary>A ring in one array, without readers.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Slots(ChainEvent[] slots) : IChainEventSink
    {
        private int _at;

        public ref ChainEvent Claim() => ref slots[_at & (Count - 1)];

        public void Publish() => _at++;
    }
}
