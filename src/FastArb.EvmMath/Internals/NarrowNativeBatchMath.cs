// Runs on a strategy's thread, on the hot path. No allocation, no exceptions.
// Costs: as managed for quotes, as native for the rest.
namespace FastArb.EvmMath.Internals;

/// <summary>
/// The native core without AVX-512 IFMA: it wins for swap steps and routes, while a quote at a time is what
/// .NET does faster (docs/performance/arithmetic.md has the numbers).
/// </summary>
internal sealed class NarrowNativeBatchMath(NativeMath.Table table)
    : NativeBatchMath(table, ", quotes managed")
{
    private protected override void AmountsOutOfEqualLength(
        ReadOnlySpan<UInt128> reservesIn,
        ReadOnlySpan<UInt128> reservesOut,
        ReadOnlySpan<UInt128> amountsIn,
        ReadOnlySpan<uint> feePips,
        Span<UInt128> amountsOut
    ) => ManagedBatchMath.Quote(reservesIn, reservesOut, amountsIn, feePips, amountsOut);
}
