using System.Numerics;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>To double and back. Ours rounds to nearest, half to even; BigInteger truncates.</summary>
[MemoryDiagnoser]
public class UInt256_ToDouble
{
    private const int Count = 1024;

    private readonly UInt256[] _words = new UInt256[Count];
    private readonly UInt256[] _amounts = new UInt256[Count];
    private readonly UInt256[] _results = new UInt256[Count];
    private readonly double[] _doubles = new double[Count];
    private readonly double[] _wholeDoubles = new double[Count];
    private readonly UInt128[] _halves = new UInt128[Count];
    private readonly BigInteger[] _bigs = new BigInteger[Count];

    [GlobalSetup]
    public void Setup()
    {
        var draws = new Draws(3);
        for (int i = 0; i < Count; i++)
        {
            _words[i] = draws.NextWord() >> (int)(draws.NextUInt64() % 256);
            // Reserves of a pool: 112 bits, nearly always two limbs.
            _amounts[i] = draws.NextWord() >> (144 + (int)(draws.NextUInt64() % 40));
            _halves[i] = (UInt128)_amounts[i];
            _bigs[i] = (BigInteger)_amounts[i];
            _wholeDoubles[i] = (double)_words[i];
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void Amounts_of_two_limbs()
    {
        for (int i = 0; i < Count; i++)
        {
            _doubles[i] = UInt256.ToDouble(in _amounts[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Any_length()
    {
        for (int i = 0; i < Count; i++)
        {
            _doubles[i] = UInt256.ToDouble(in _words[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void From_double()
    {
        for (int i = 0; i < Count; i++)
        {
            _results[i] = (UInt256)_wholeDoubles[i];
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_UInt128()
    {
        for (int i = 0; i < Count; i++)
        {
            _doubles[i] = (double)_halves[i];
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger()
    {
        for (int i = 0; i < Count; i++)
        {
            _doubles[i] = (double)_bigs[i];
        }
    }
}
