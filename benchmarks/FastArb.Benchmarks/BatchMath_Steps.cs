using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// Swap steps by the batch: native paths beside the managed loop, border crossing included.
/// </summary>
[MemoryDiagnoser]
public class BatchMath_Steps
{
    private const int Total = 1024;

    private readonly StepInputs _inputs = new(1, Total);
    private readonly SwapStep[] _results = new SwapStep[Total];
    private readonly SwapStepStatus[] _statuses = new SwapStepStatus[Total];
    private BatchMath _math = null!;

    [Params("managed", "scalar", "avx2", "avx512")]
    public string Path { get; set; } = "";

    [Params(4, 12, 1024)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup() => _math = BatchPath.Open(Path);

    [Benchmark(OperationsPerInvoke = Total - 4)]
    public void SwapSteps()
    {
        for (int i = 0; i + Batch <= Total; i += Batch)
        {
            _math.SwapSteps(
                _inputs.Steps.AsSpan(i, Batch),
                _results.AsSpan(i, Batch),
                _statuses.AsSpan(i, Batch)
            );
        }
    }
}
