using System.Numerics;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>Quotients of independent 256-bit numbers by divisors of 64, 128, 160 and 250 bits.</summary>
[MemoryDiagnoser]
public class UInt256_Divide
{
    private const int Count = WordInputs.Count;

    private readonly WordInputs _n = new(1, 256);
    private readonly WordInputs _d64 = new(2, 64);
    private readonly WordInputs _d128 = new(3, 128);
    private readonly WordInputs _d160 = new(4, 160);
    private readonly WordInputs _d250 = new(5, 250);
    private readonly UInt256[] _results = new UInt256[Count];
    private readonly UInt256[] _remainders = new UInt256[Count];
    private readonly UInt128[] _halfResults = new UInt128[Count];
    private readonly BigInteger[] _bigResults = new BigInteger[Count];

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void Divide_by_128() => Divide(_d128);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Divide_by_64() => Divide(_d64);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Divide_by_160() => Divide(_d160);

    [Benchmark(OperationsPerInvoke = Count)]
    public void Divide_by_250() => Divide(_d250);

    [Benchmark(OperationsPerInvoke = Count)]
    public void DivRem_by_128()
    {
        for (int i = 0; i < Count; i++)
        {
            _ = UInt256.TryDivRem(in _n.Words[i], in _d128.Words[i], out _results[i], out _remainders[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_UInt128_Divide_by_64()
    {
        for (int i = 0; i < Count; i++)
        {
            _halfResults[i] = _d128.Halves[i] / _d64.Halves[i];
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger_Divide_by_128()
    {
        for (int i = 0; i < Count; i++)
        {
            _bigResults[i] = _n.Bigs[i] / _d128.Bigs[i];
        }
    }

    private void Divide(WordInputs divisors)
    {
        for (int i = 0; i < Count; i++)
        {
            _ = UInt256.TryDivide(in _n.Words[i], in divisors.Words[i], out _results[i]);
        }
    }
}
