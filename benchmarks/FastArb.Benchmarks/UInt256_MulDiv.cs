using System.Numerics;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>Multiply, then divide or reduce, over a 512-bit product.</summary>
[MemoryDiagnoser]
public class UInt256_MulDiv
{
    private const int Count = WordInputs.Count;

    // 255 by 255 bits over 256: the quotient always fits.
    private readonly WordInputs _a = new(1, 255);
    private readonly WordInputs _b = new(2, 255);
    private readonly WordInputs _d = new(3, 256);

    // The shape of a price: 200 by 160 bits over 160.
    private readonly WordInputs _priceA = new(4, 200);
    private readonly WordInputs _priceB = new(5, 160);
    private readonly WordInputs _priceD = new(6, 160);
    private readonly UInt256[] _results = new UInt256[Count];
    private readonly BigInteger[] _bigResults = new BigInteger[Count];

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public int MulDiv() => MulDiv(_a, _b, _d);

    [Benchmark(OperationsPerInvoke = Count)]
    public int MulDiv_of_prices() => MulDiv(_priceA, _priceB, _priceD);

    [Benchmark(OperationsPerInvoke = Count)]
    public int MulDivRoundingUp()
    {
        int fits = 0;
        for (int i = 0; i < Count; i++)
        {
            ref readonly UInt256 d = ref _d.Words[i];
            fits += UInt256.TryMulDivRoundingUp(in _a.Words[i], in _b.Words[i], in d, out _results[i])
                ? 1
                : 0;
        }

        return fits;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int MulMod()
    {
        int fits = 0;
        for (int i = 0; i < Count; i++)
        {
            ref readonly UInt256 d = ref _d.Words[i];
            fits += UInt256.TryMulMod(in _a.Words[i], in _b.Words[i], in d, out _results[i]) ? 1 : 0;
        }

        return fits;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger_MulDiv()
    {
        for (int i = 0; i < Count; i++)
        {
            _bigResults[i] = _a.Bigs[i] * _b.Bigs[i] / _d.Bigs[i];
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger_MulMod()
    {
        for (int i = 0; i < Count; i++)
        {
            _bigResults[i] = _a.Bigs[i] * _b.Bigs[i] % _d.Bigs[i];
        }
    }

    private int MulDiv(WordInputs a, WordInputs b, WordInputs d)
    {
        int fits = 0;
        for (int i = 0; i < Count; i++)
        {
            fits += UInt256.TryMulDiv(in a.Words[i], in b.Words[i], in d.Words[i], out _results[i]) ? 1 : 0;
        }

        return fits;
    }
}
