// Runs on a strategy's thread, on the hot path. No allocation, no exceptions but for spans of unequal length.
// Costs: a virtual call and the checks of the spans, 2 ns, then what the batch costs.
using System.Diagnostics.CodeAnalysis;

namespace FastArb.EvmMath;

/// <summary>
/// Arithmetic over many independent inputs at once, where vector width pays. Every implementation gives the
/// same bits for every input; <see cref="BatchMathChoice"/> picks one at start.
/// </summary>
public abstract class BatchMath
{
    /// <summary>The most legs that a route of <see cref="MoebiusOptima"/> may have.</summary>
    public const int LegsMax = 8;

    // Implementations are this assembly's: their number is what every test runs over.
    private protected BatchMath(string name) => Name = name;

    /// <summary>"managed", or "native" and its path.</summary>
    public string Name { get; }

    /// <summary>
    /// For each element <see cref="ConstantProduct.AmountOut(in UInt128, in UInt128, in UInt128, SwapFee, out
    /// UInt128)"/> with a fee in pips; 0 where there is no quote: an amount or reserve of 0 or of 2^112 and
    /// more, a fee of everything or more.
    /// </summary>
    public void AmountsOut(
        ReadOnlySpan<UInt128> reservesIn,
        ReadOnlySpan<UInt128> reservesOut,
        ReadOnlySpan<UInt128> amountsIn,
        ReadOnlySpan<uint> feePips,
        Span<UInt128> amountsOut
    )
    {
        int count = amountsOut.Length;
        if (
            reservesIn.Length != count
            || reservesOut.Length != count
            || amountsIn.Length != count
            || feePips.Length != count
        )
        {
            ThrowUnequal(nameof(amountsOut));
        }

        if (
            amountsOut.Overlaps(reservesIn)
            || amountsOut.Overlaps(reservesOut)
            || amountsOut.Overlaps(amountsIn)
        )
        {
            ThrowOverlap(nameof(amountsOut));
        }

        AmountsOutOfEqualLength(reservesIn, reservesOut, amountsIn, feePips, amountsOut);
    }

    /// <summary>For each element <see cref="SwapMath.TryComputeSwapStep"/>.</summary>
    public void SwapSteps(
        ReadOnlySpan<SwapStepInput> inputs,
        Span<SwapStep> results,
        Span<SwapStepStatus> statuses
    )
    {
        if (results.Length != inputs.Length || statuses.Length != inputs.Length)
        {
            ThrowUnequal(nameof(results));
        }

        SwapStepsOfEqualLength(inputs, results, statuses);
    }

    /// <summary>
    /// For each route of <paramref name="legs"/> constant-product legs the input of highest profit and that
    /// profit, in doubles: a shortlist, which integers decide. Leg l of route r stands at l * routes + r;
    /// what a leg keeps of its input is 1 - fee. Both are 0 where nothing is to be gained or a number is not
    /// finite.
    /// </summary>
    public void MoebiusOptima(
        ReadOnlySpan<double> reservesIn,
        ReadOnlySpan<double> reservesOut,
        ReadOnlySpan<double> kept,
        int legs,
        Span<double> amountsIn,
        Span<double> profits
    )
    {
        int routes = amountsIn.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(legs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(legs, LegsMax);
        if (
            profits.Length != routes
            || reservesIn.Length != (long)legs * routes
            || reservesOut.Length != reservesIn.Length
            || kept.Length != reservesIn.Length
        )
        {
            ThrowUnequal(nameof(amountsIn));
        }

        if (
            OverlapsAny(amountsIn, reservesIn, reservesOut, kept)
            || OverlapsAny(profits, reservesIn, reservesOut, kept)
        )
        {
            ThrowOverlap(nameof(amountsIn));
        }

        MoebiusOptimaOfEqualLength(reservesIn, reservesOut, kept, legs, amountsIn, profits);
    }

    private protected abstract void AmountsOutOfEqualLength(
        ReadOnlySpan<UInt128> reservesIn,
        ReadOnlySpan<UInt128> reservesOut,
        ReadOnlySpan<UInt128> amountsIn,
        ReadOnlySpan<uint> feePips,
        Span<UInt128> amountsOut
    );

    private protected abstract void SwapStepsOfEqualLength(
        ReadOnlySpan<SwapStepInput> inputs,
        Span<SwapStep> results,
        Span<SwapStepStatus> statuses
    );

    private protected abstract void MoebiusOptimaOfEqualLength(
        ReadOnlySpan<double> reservesIn,
        ReadOnlySpan<double> reservesOut,
        ReadOnlySpan<double> kept,
        int legs,
        Span<double> amountsIn,
        Span<double> profits
    );

    private static bool OverlapsAny(
        ReadOnlySpan<double> results,
        ReadOnlySpan<double> a,
        ReadOnlySpan<double> b,
        ReadOnlySpan<double> c
    ) => results.Overlaps(a) || results.Overlaps(b) || results.Overlaps(c);

    [DoesNotReturn]
    internal static void ThrowUnequal(string results) =>
        throw new ArgumentException("the spans of a batch do not fit each other", results);

    [DoesNotReturn]
    private static void ThrowOverlap(string results) =>
        throw new ArgumentException("a batch's results may not lie where its inputs do", results);

    /// <summary>What the border answers when the checks above have let something through.</summary>
    [DoesNotReturn]
    internal static void ThrowRefused(string result) =>
        throw new InvalidOperationException($"the native core refused a batch: {result}");
}
