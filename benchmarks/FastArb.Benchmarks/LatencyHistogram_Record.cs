using System.Numerics;
using BenchmarkDotNet.Attributes;
using FastArb.Metrics;

namespace FastArb.Benchmarks;

/// <summary>
/// Latencies as they come, around a median with a long tail; the peers are what a program without a histogram
/// does: append to an array, and sort later.
/// </summary>
[MemoryDiagnoser]
public class LatencyHistogram_Record
{
    private const int Count = 4_096;
    private readonly long[] _values = new long[Count];
    private readonly long[] _kept = new long[Count];
    private readonly LatencyHistogram _histogram = new();
    private readonly LatencyHistogram _copy = new();

    [GlobalSetup]
    public void Fill()
    {
        for (int i = 0; i < Count; i++)
        {
            // Six microseconds, and twice as long half as often.
            ulong bits = (ulong)(i + 1) * 0x9E3779B97F4A7C15;
            int doublings = BitOperations.TrailingZeroCount(bits >> 20);
            _values[i] = (6_000 + (long)(bits >> 53)) << Math.Min(doublings, 12);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public long[] AppendToArray()
    {
        long[] values = _values;
        long[] kept = _kept;
        for (int i = 0; i < values.Length; i++)
        {
            kept[i] = values[i];
        }

        return kept;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public LatencyHistogram Record()
    {
        foreach (long value in _values)
        {
            _histogram.Record(value);
        }

        return _histogram;
    }

    /// <summary>A reader's whole copy.</summary>
    [Benchmark]
    public LatencyHistogram CopyTo()
    {
        _histogram.CopyTo(_copy);
        return _copy;
    }

    [Benchmark]
    public long ValueAtQuantile() => _histogram.ValueAtQuantile(0.999);
}
