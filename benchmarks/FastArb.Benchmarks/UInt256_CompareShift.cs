using System.Numerics;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// Order, equality and shifts; the deciding limb and the shift count differ from input to input.
/// </summary>
[MemoryDiagnoser]
public class UInt256_CompareShift
{
    private const int Count = 1024;

    private readonly UInt256[] _a = new UInt256[Count];
    private readonly UInt256[] _b = new UInt256[Count];
    private readonly UInt256[] _results = new UInt256[Count];
    private readonly int[] _shifts = new int[Count];
    private readonly UInt128[] _halfA = new UInt128[Count];
    private readonly UInt128[] _halfB = new UInt128[Count];
    private readonly UInt128[] _halfResults = new UInt128[Count];
    private readonly BigInteger[] _bigA = new BigInteger[Count];
    private readonly BigInteger[] _bigB = new BigInteger[Count];
    private readonly BigInteger[] _bigResults = new BigInteger[Count];

    [GlobalSetup]
    public void Setup()
    {
        var draws = new Draws(2);
        for (int i = 0; i < Count; i++)
        {
            _a[i] = draws.NextWord();
            // A quarter is equal; the others part at a limb drawn for each.
            int equalFrom = (int)(draws.NextUInt64() % 4) * 64;
            _b[i] = equalFrom == 0 ? _a[i] : _a[i] ^ (draws.NextWord() >> equalFrom);
            _shifts[i] = (int)(draws.NextUInt64() % 256);
            _halfA[i] = (UInt128)_a[i];
            _halfB[i] = (UInt128)_b[i];
            _bigA[i] = (BigInteger)_a[i];
            _bigB[i] = (BigInteger)_b[i];
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public int Less()
    {
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            count += _a[i] < _b[i] ? 1 : 0;
        }

        return count;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Equal()
    {
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            count += _a[i] == _b[i] ? 1 : 0;
        }

        return count;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int HashCode()
    {
        int code = 0;
        for (int i = 0; i < Count; i++)
        {
            code ^= _a[i].GetHashCode();
        }

        return code;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void ShiftRight_96()
    {
        for (int i = 0; i < Count; i++)
        {
            UInt256.ShiftRight(in _a[i], 96, out _results[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void ShiftRight_any()
    {
        for (int i = 0; i < Count; i++)
        {
            UInt256.ShiftRight(in _a[i], _shifts[i], out _results[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void ShiftLeft_any()
    {
        for (int i = 0; i < Count; i++)
        {
            UInt256.ShiftLeft(in _a[i], _shifts[i], out _results[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Peer_UInt128_Less()
    {
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            count += _halfA[i] < _halfB[i] ? 1 : 0;
        }

        return count;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_UInt128_ShiftRight_any()
    {
        for (int i = 0; i < Count; i++)
        {
            _halfResults[i] = _halfA[i] >> _shifts[i];
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Peer_BigInteger_Less()
    {
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            count += _bigA[i] < _bigB[i] ? 1 : 0;
        }

        return count;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger_ShiftRight_any()
    {
        for (int i = 0; i < Count; i++)
        {
            _bigResults[i] = _bigA[i] >> _shifts[i];
        }
    }
}
