using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>A made state of a pool, and a log that may follow it.</summary>
/// <param name="Content">The state.</param>
/// <param name="Topics">The log's topics, the event's first.</param>
/// <param name="Data">Its words.</param>
public sealed record VenueExample(
    PoolContent Content,
    ImmutableArray<UInt256> Topics,
    ImmutableArray<UInt256> Data
);
