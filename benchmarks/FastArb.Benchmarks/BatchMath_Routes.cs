using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>Best inputs of routes of three legs by the batch: native paths beside the managed loop.</summary>
[MemoryDiagnoser]
public class BatchMath_Routes
{
    private const int Legs = 3;

    private double[] _reservesIn = [];
    private double[] _reservesOut = [];
    private double[] _kept = [];
    private double[] _amounts = [];
    private double[] _profits = [];
    private BatchMath _math = null!;

    [Params("managed", "scalar", "avx2", "avx512")]
    public string Path { get; set; } = "";

    [Params(4, 12, 1024)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Draws draws = new(1);
        _math = BatchPath.Open(Path);
        _reservesIn = new double[Legs * Batch];
        _reservesOut = new double[Legs * Batch];
        _kept = new double[Legs * Batch];
        _amounts = new double[Batch];
        _profits = new double[Batch];
        for (int i = 0; i < _kept.Length; i++)
        {
            _reservesIn[i] = 1e20 * (1 + ((draws.NextUInt64() & 1023) / 1e5));
            _reservesOut[i] = 1e20 * (1 + ((draws.NextUInt64() & 1023) / 1e5));
            _kept[i] = 0.997;
        }
    }

    [Benchmark(OperationsPerInvoke = 1020)]
    public void MoebiusOptima()
    {
        for (int i = 0; i + Batch <= 1024; i += Batch)
        {
            _math.MoebiusOptima(_reservesIn, _reservesOut, _kept, Legs, _amounts, _profits);
        }
    }
}
