using System.Numerics;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// Products of independent 256-bit numbers; UInt128 is the low half of a quarter of the work.
/// </summary>
[MemoryDiagnoser]
public class UInt256_Multiply
{
    private const int Count = WordInputs.Count;

    private readonly WordInputs _a = new(1, 256);
    private readonly WordInputs _b = new(2, 256);
    private readonly WordInputs _smallA = new(3, 128);
    private readonly WordInputs _smallB = new(4, 128);
    private readonly UInt256[] _results = new UInt256[Count];
    private readonly UInt256[] _upper = new UInt256[Count];
    private readonly UInt128[] _halfResults = new UInt128[Count];
    private readonly BigInteger[] _bigResults = new BigInteger[Count];

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void Multiply()
    {
        for (int i = 0; i < Count; i++)
        {
            UInt256.Multiply(in _a.Words[i], in _b.Words[i], out _results[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void MultiplyFull()
    {
        for (int i = 0; i < Count; i++)
        {
            UInt256.MultiplyFull(in _a.Words[i], in _b.Words[i], out _results[i], out _upper[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int TryMultiply_128_by_128()
    {
        int fits = 0;
        for (int i = 0; i < Count; i++)
        {
            fits += UInt256.TryMultiply(in _smallA.Words[i], in _smallB.Words[i], out _results[i]) ? 1 : 0;
        }

        return fits;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_UInt128_Multiply()
    {
        for (int i = 0; i < Count; i++)
        {
            _halfResults[i] = unchecked(_smallA.Halves[i] * _smallB.Halves[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger_Multiply()
    {
        for (int i = 0; i < Count; i++)
        {
            _bigResults[i] = _a.Bigs[i] * _b.Bigs[i];
        }
    }
}
