using System.Numerics;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>The ratio at a tick and the tick at a ratio, over the whole range of ticks.</summary>
[MemoryDiagnoser]
public class TickMath_Ratios
{
    private const int Count = WordInputs.Count;

    private readonly int[] _ticks = new int[Count];
    private readonly UInt256[] _between = new UInt256[Count];
    private readonly UInt256[] _ratios = new UInt256[Count];
    private readonly BigInteger[] _bigResults = new BigInteger[Count];

    [GlobalSetup]
    public void Setup()
    {
        Draws draws = new(1);
        for (int i = 0; i < Count; i++)
        {
            _ticks[i] = (int)(draws.NextUInt64() % (2 * TickMath.MaxTick)) - TickMath.MaxTick;
            _ = TickMath.TryRatioAtTick(_ticks[i], out UInt256 lower);
            _ = TickMath.TryRatioAtTick(_ticks[i] + 1, out UInt256 upper);
            _between[i] = (lower + upper) >> 1;
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void RatioAtTick()
    {
        for (int i = 0; i < Count; i++)
        {
            _ = TickMath.TryRatioAtTick(_ticks[i], out _ratios[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int TickAtRatio()
    {
        int sum = 0;
        for (int i = 0; i < Count; i++)
        {
            _ = TickMath.TryTickAtRatio(in _between[i], out int tick);
            sum += tick;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger_RatioAtTick()
    {
        for (int i = 0; i < Count; i++)
        {
            _bigResults[i] = BigRatio.AtTick(_ticks[i]);
        }
    }
}
