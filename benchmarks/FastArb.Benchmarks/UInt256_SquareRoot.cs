using System.Numerics;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// Integer roots of independent 256-bit numbers; BigInteger has none of its own and takes Newton's.
/// </summary>
[MemoryDiagnoser]
public class UInt256_SquareRoot
{
    private const int Count = WordInputs.Count;

    private readonly WordInputs _n = new(1, 256);
    private readonly UInt256[] _results = new UInt256[Count];
    private readonly BigInteger[] _bigResults = new BigInteger[Count];

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void SquareRoot()
    {
        for (int i = 0; i < Count; i++)
        {
            _results[i] = UInt256.SquareRoot(in _n.Words[i]);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger_Newton()
    {
        for (int i = 0; i < Count; i++)
        {
            _bigResults[i] = Newton(_n.Bigs[i]);
        }
    }

    // From a double's root, two steps are exact to the last unit but one.
    private static BigInteger Newton(BigInteger n)
    {
        BigInteger root = (BigInteger)Math.Sqrt((double)n);
        root = (root + (n / root)) >> 1;
        root = (root + (n / root)) >> 1;
        return root * root > n ? root - 1 : root;
    }
}
