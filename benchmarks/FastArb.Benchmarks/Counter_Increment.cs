using BenchmarkDotNet.Attributes;
using FastArb.Metrics;

namespace FastArb.Benchmarks;

/// <summary>Beside it what counts for many writers.</summary>
[MemoryDiagnoser]
public class Counter_Increment
{
    private const int Count = 1_024;
    private readonly Counter _counter = new();
    private long _shared;

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public long InterlockedIncrement()
    {
        for (int i = 0; i < Count; i++)
        {
            Interlocked.Increment(ref _shared);
        }

        return _shared;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public long Increment()
    {
        for (int i = 0; i < Count; i++)
        {
            _counter.Increment();
        }

        return _counter.Value;
    }
}
