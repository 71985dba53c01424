using BenchmarkDotNet.Attributes;
using FastArb.Chain;

namespace FastArb.Benchmarks;

/// <summary>Slots of 320 bytes, by blocks as a recorder has them, and one at a time.</summary>
[MemoryDiagnoser]
public class RunningHash_Append
{
    private const int Slots = 256;
    private readonly RunningHash _hash = new();
    private readonly ChainEvent[] _events = new ChainEvent[Slots];

    [GlobalSetup]
    public void Fill()
    {
        for (int i = 0; i < Slots; i++)
        {
            _events[i].Sequence = i;
            _events[i].BlockNumber = i * 77;
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Slots)]
    public void Blocks() => _hash.Append(_events);

    [Benchmark(OperationsPerInvoke = Slots)]
    public void Singles()
    {
        for (int i = 0; i < Slots; i++)
        {
            _hash.Append(_events.AsSpan(i, 1));
        }
    }

    [Benchmark]
    public UInt128 Value() => _hash.Value;
}
