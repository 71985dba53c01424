using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// Exact quotes by the batch: native paths beside the managed loop, border crossing included.
/// </summary>
[MemoryDiagnoser]
public class BatchMath_Quotes
{
    private const int Total = 1024;

    private readonly UInt128[] _reservesIn = new WordInputs(1, 90).Halves;
    private readonly UInt128[] _reservesOut = new WordInputs(2, 90).Halves;
    private readonly UInt128[] _amountsIn = new WordInputs(3, 70).Halves;
    private readonly uint[] _fees = [.. Enumerable.Repeat(3000u, Total)];
    private readonly UInt128[] _amountsOut = new UInt128[Total];
    private BatchMath _math = null!;

    [Params("managed", "scalar", "avx2", "avx512")]
    public string Path { get; set; } = "";

    [Params(4, 12, 1024)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup() => _math = BatchPath.Open(Path);

    [Benchmark(OperationsPerInvoke = Total - 4)]
    public void AmountsOut()
    {
        // 1020 is a multiple of 4 and of 12, and nearly of 1024.
        for (int i = 0; i + Batch <= Total; i += Batch)
        {
            _math.AmountsOut(
                _reservesIn.AsSpan(i, Batch),
                _reservesOut.AsSpan(i, Batch),
                _amountsIn.AsSpan(i, Batch),
                _fees.AsSpan(i, Batch),
                _amountsOut.AsSpan(i, Batch)
            );
        }
    }
}
