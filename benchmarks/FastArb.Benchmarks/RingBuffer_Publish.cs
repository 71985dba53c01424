using BenchmarkDotNet.Attributes;
using FastArb.Chain;
using FastArb.Ring;

namespace FastArb.Benchmarks;

/// <summary>One thread: claim, write, publish, handle. What a hop adds is measured in perf/.</summary>
[MemoryDiagnoser]
public class RingBuffer_Publish
{
    private const int Count = 1024;

    private RingBuffer<ChainEvent> _ring = null!;
    private SequenceBarrier _barrier = null!;
    private Sequence _consumer = null!;

    [Params(WaitStyle.BusySpin, WaitStyle.Blocking)]
    public WaitStyle Style { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _ring = new RingBuffer<ChainEvent>(Count, Style);
        _barrier = _ring.NewBarrier();
        _consumer = new Sequence();
        _ring.AddGatingSequences(_consumer);
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public long ClaimPublishAndHandle()
    {
        for (int i = 0; i < Count; i++)
        {
            long sequence = _ring.Next();
            _ring[sequence].Sequence = sequence;
            _ring.Publish(sequence);
        }

        long sum = 0;
        long available = _barrier.WaitFor(_consumer.Value + 1);
        for (long at = _consumer.Value + 1; at <= available; at++)
        {
            sum += _ring[at].Sequence;
        }

        _ring.Sequencer.Advance(_consumer, available);
        return sum;
    }
}
