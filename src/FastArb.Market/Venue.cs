using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>A DEX as deployed: which factory, of which kind, with which fees.</summary>
/// <param name="Name">What the configuration calls it: unique, ours, safe to print.</param>
/// <param name="Kind">What its pools are like.</param>
/// <param name="Factory">The contract that made its pools.</param>
/// <param name="InitCodeHash">
/// Of its pools' code: with it the address of a pool is computed, and proves the pool. Null where the
/// factory has to be asked.
/// </param>
/// <param name="Fee">Of a venue whose pools all take the same, in its own fraction.</param>
/// <param name="Tiers">Of a venue whose pools differ: fee in pips, and the tick spacing that goes with
/// it.</param>
public sealed record Venue(
    string Name,
    VenueKind Kind,
    Address Factory,
    UInt256? InitCodeHash,
    SwapFee Fee,
    ImmutableArray<FeeTier> Tiers
);
