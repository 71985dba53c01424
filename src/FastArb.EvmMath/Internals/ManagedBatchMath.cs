// Runs on a strategy's thread, on the hot path. No allocation, no exceptions.
// Costs: the single operation, as often as the batch is long.
namespace FastArb.EvmMath.Internals;

/// <summary>The plain loops that say what a batch means.</summary>
internal sealed class ManagedBatchMath() : BatchMath("managed")
{
    private const uint FeeUnits = SwapMath.FeeUnits;

    private protected override void AmountsOutOfEqualLength(
        ReadOnlySpan<UInt128> reservesIn,
        ReadOnlySpan<UInt128> reservesOut,
        ReadOnlySpan<UInt128> amountsIn,
        ReadOnlySpan<uint> feePips,
        Span<UInt128> amountsOut
    ) => Quote(reservesIn, reservesOut, amountsIn, feePips, amountsOut);

    /// <summary>The quotes, which other implementations fall back to as well.</summary>
    public static void Quote(
        ReadOnlySpan<UInt128> reservesIn,
        ReadOnlySpan<UInt128> reservesOut,
        ReadOnlySpan<UInt128> amountsIn,
        ReadOnlySpan<uint> feePips,
        Span<UInt128> amountsOut
    )
    {
        for (int i = 0; i < amountsOut.Length; i++)
        {
            uint pips = feePips[i];
            ulong upper =
                Limb.UpperHalf(in reservesIn[i])
                | Limb.UpperHalf(in reservesOut[i])
                | Limb.UpperHalf(in amountsIn[i]);
            if (pips >= FeeUnits || upper >> 48 != 0)
            {
                amountsOut[i] = default;
                continue;
            }

            // What is not a quote leaves 0.
            _ = ConstantProduct.AmountOut(
                in amountsIn[i],
                in reservesIn[i],
                in reservesOut[i],
                SwapFee.FromPips(pips),
                out amountsOut[i]
            );
        }
    }

    private protected override void SwapStepsOfEqualLength(
        ReadOnlySpan<SwapStepInput> inputs,
        Span<SwapStep> results,
        Span<SwapStepStatus> statuses
    )
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            ref readonly SwapStepInput input = ref inputs[i];
            UInt256 current = input.SqrtPriceCurrent;
            UInt256 target = input.SqrtPriceTarget;
            Int256 remaining = input.AmountRemaining;
            if (
                SwapMath.TryComputeSwapStep(
                    in current,
                    in target,
                    input.Liquidity,
                    in remaining,
                    input.FeePips,
                    out results[i]
                )
            )
            {
                statuses[i] = SwapStepStatus.Ok;
                continue;
            }

            bool badInput =
                input.FeePips > FeeUnits
                || ((current._u2 | target._u2) >> 32 | current._u3 | target._u3) != 0;
            statuses[i] = badInput ? SwapStepStatus.BadInput : SwapStepStatus.Reverted;
        }
    }

    private protected override void MoebiusOptimaOfEqualLength(
        ReadOnlySpan<double> reservesIn,
        ReadOnlySpan<double> reservesOut,
        ReadOnlySpan<double> kept,
        int legs,
        Span<double> amountsIn,
        Span<double> profits
    )
    {
        int routes = amountsIn.Length;
        for (int route = 0; route < routes; route++)
        {
            // x -> a x / (b + c x), one leg after the other; each operation is rounded once, none is fused.
            double a = 1;
            double b = 1;
            double c = 0;
            for (int leg = 0; leg < legs; leg++)
            {
                int i = (leg * routes) + route;
                double keptOut = kept[i] * reservesOut[i];
                double keptA = kept[i] * a;
                c = (reservesIn[i] * c) + keptA;
                a = keptOut * a;
                b = reservesIn[i] * b;
            }

            double rootA = Math.Sqrt(a);
            double rootB = Math.Sqrt(b);
            double gap = (a - b) / (rootA + rootB);
            double share = gap / c;
            double amount = rootB * share;
            double profit = gap * share;
            bool gains = a > b && c > 0 && double.IsFinite(amount) && double.IsFinite(profit);
            amountsIn[route] = gains ? amount : 0;
            profits[route] = gains ? profit : 0;
        }
    }
}
