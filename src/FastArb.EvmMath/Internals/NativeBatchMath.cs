// Runs on a strategy's thread, on the hot path. No allocation, no exceptions.
// Costs: 8 ns to cross the border, then 2 to 5 ns per quote, by the path.
namespace FastArb.EvmMath.Internals;

/// <summary>The native core's batches over one path, chosen when it was opened.</summary>
internal unsafe class NativeBatchMath(NativeMath.Table table, string note = "")
    : BatchMath($"native {table.Path.ToString().ToLowerInvariant()}{note}")
{
    private readonly NativeMath.Table _table = table;

    private protected override void AmountsOutOfEqualLength(
        ReadOnlySpan<UInt128> reservesIn,
        ReadOnlySpan<UInt128> reservesOut,
        ReadOnlySpan<UInt128> amountsIn,
        ReadOnlySpan<uint> feePips,
        Span<UInt128> amountsOut
    )
    {
        fixed (
            UInt128* inside = reservesIn,
                outside = reservesOut,
                given = amountsIn,
                quotes = amountsOut
        )
        fixed (uint* fees = feePips)
        {
            NativeResult result = _table.AmountsOut(
                inside,
                outside,
                given,
                fees,
                quotes,
                (nuint)amountsOut.Length
            );
            ThrowIfRefused(result);
        }
    }

    private protected override void SwapStepsOfEqualLength(
        ReadOnlySpan<SwapStepInput> inputs,
        Span<SwapStep> results,
        Span<SwapStepStatus> statuses
    )
    {
        fixed (SwapStepInput* from = inputs)
        fixed (SwapStep* to = results)
        fixed (SwapStepStatus* status = statuses)
        {
            NativeResult result = _table.SwapSteps(from, to, status, (nuint)inputs.Length);
            ThrowIfRefused(result);
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
        fixed (
            double* inside = reservesIn,
                outside = reservesOut,
                keep = kept,
                amounts = amountsIn,
                gains = profits
        )
        {
            NativeResult result = _table.MoebiusOptima(
                inside,
                outside,
                keep,
                (nuint)legs,
                amounts,
                gains,
                (nuint)amountsIn.Length
            );
            ThrowIfRefused(result);
        }
    }

    private static void ThrowIfRefused(NativeResult result)
    {
        if (result != NativeResult.Ok)
        {
            ThrowRefused(result.ToString());
        }
    }
}
