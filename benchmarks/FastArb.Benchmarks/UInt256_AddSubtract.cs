using System.Numerics;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// Independent sums and differences of 256-bit numbers; UInt128 is half the work, and the floor.
/// </summary>
[MemoryDiagnoser]
public class UInt256_AddSubtract
{
    private const int Count = 1024;

    private readonly UInt256[] _a = new UInt256[Count];
    private readonly UInt256[] _b = new UInt256[Count];
    private readonly UInt256[] _results = new UInt256[Count];
    private readonly UInt128[] _halfA = new UInt128[Count];
    private readonly UInt128[] _halfB = new UInt128[Count];
    private readonly UInt128[] _halfResults = new UInt128[Count];
    private readonly BigInteger[] _bigA = new BigInteger[Count];
    private readonly BigInteger[] _bigB = new BigInteger[Count];
    private readonly BigInteger[] _bigResults = new BigInteger[Count];

    [GlobalSetup]
    public void Setup()
    {
        var draws = new Draws(1);
        for (int i = 0; i < Count; i++)
        {
            _a[i] = draws.NextWord();
            _b[i] = draws.NextWord();
            _halfA[i] = (UInt128)_a[i];
            _halfB[i] = (UInt128)_b[i];
            _bigA[i] = (BigInteger)_a[i];
            _bigB[i] = (BigInteger)_b[i];
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void Add()
    {
        for (int i = 0; i < Count; i++)
        {
            UInt256.Add(in _a[i], in _b[i], out _results[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int TryAdd()
    {
        int fits = 0;
        for (int i = 0; i < Count; i++)
        {
            fits += UInt256.TryAdd(in _a[i], in _b[i], out _results[i]) ? 1 : 0;
        }

        return fits;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Subtract()
    {
        for (int i = 0; i < Count; i++)
        {
            UInt256.Subtract(in _a[i], in _b[i], out _results[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int TrySubtract()
    {
        int fits = 0;
        for (int i = 0; i < Count; i++)
        {
            fits += UInt256.TrySubtract(in _a[i], in _b[i], out _results[i]) ? 1 : 0;
        }

        return fits;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Operator()
    {
        for (int i = 0; i < Count; i++)
        {
            _results[i] = _a[i] + _b[i];
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public UInt256 Add_dependent()
    {
        UInt256 sum = default;
        for (int i = 0; i < Count; i++)
        {
            UInt256.Add(in sum, in _a[i], out sum);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_UInt128_Add()
    {
        for (int i = 0; i < Count; i++)
        {
            _halfResults[i] = _halfA[i] + _halfB[i];
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger_Add()
    {
        for (int i = 0; i < Count; i++)
        {
            _bigResults[i] = _bigA[i] + _bigB[i];
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger_Subtract()
    {
        for (int i = 0; i < Count; i++)
        {
            _bigResults[i] = _bigA[i] - _bigB[i];
        }
    }
}
