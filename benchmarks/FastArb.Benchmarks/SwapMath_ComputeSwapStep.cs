using System.Numerics;
using BenchmarkDotNet.Attributes;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>
/// Swap steps of exact input over real prices, some of which reach their target, and amount deltas.
/// </summary>
[MemoryDiagnoser]
public class SwapMath_ComputeSwapStep
{
    private const int Count = WordInputs.Count;

    private readonly StepInputs _inputs = new(1, Count);
    private readonly SwapStep[] _steps = new SwapStep[Count];
    private readonly UInt256[] _amounts = new UInt256[Count];
    private readonly BigInteger[] _bigAmounts = new BigInteger[Count];
    private readonly BigInteger[] _bigCurrent = new BigInteger[Count];
    private readonly BigInteger[] _bigTarget = new BigInteger[Count];
    private readonly BigInteger[] _bigLiquidity = new BigInteger[Count];

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < Count; i++)
        {
            _bigCurrent[i] = (BigInteger)_inputs.Steps[i].SqrtPriceCurrent;
            _bigTarget[i] = (BigInteger)_inputs.Steps[i].SqrtPriceTarget;
            _bigLiquidity[i] = (BigInteger)_inputs.Steps[i].Liquidity;
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public int ComputeSwapStep()
    {
        int fits = 0;
        for (int i = 0; i < Count; i++)
        {
            SwapStepInput input = _inputs.Steps[i];
            fits += SwapMath.TryComputeSwapStep(
                input.SqrtPriceCurrent,
                input.SqrtPriceTarget,
                input.Liquidity,
                input.AmountRemaining,
                input.FeePips,
                out _steps[i]
            )
                ? 1
                : 0;
        }

        return fits;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Amount0Delta()
    {
        for (int i = 0; i < Count; i++)
        {
            ref readonly SwapStepInput input = ref _inputs.Steps[i];
            _ = SqrtPriceMath.TryAmount0Delta(
                input.SqrtPriceCurrent,
                input.SqrtPriceTarget,
                input.Liquidity,
                true,
                out _amounts[i]
            );
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Amount1Delta()
    {
        for (int i = 0; i < Count; i++)
        {
            ref readonly SwapStepInput input = ref _inputs.Steps[i];
            _ = SqrtPriceMath.TryAmount1Delta(
                input.SqrtPriceCurrent,
                input.SqrtPriceTarget,
                input.Liquidity,
                true,
                out _amounts[i]
            );
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void Peer_BigInteger_Amount0Delta()
    {
        for (int i = 0; i < Count; i++)
        {
            BigInteger lower = BigInteger.Min(_bigCurrent[i], _bigTarget[i]);
            BigInteger upper = BigInteger.Max(_bigCurrent[i], _bigTarget[i]);
            BigInteger first = (((_bigLiquidity[i] << 96) * (upper - lower)) + upper - 1) / upper;
            _bigAmounts[i] = (first + lower - 1) / lower;
        }
    }
}
