using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.Market;

namespace FastArb.Pipeline;

/// <summary>Pools as they are after a block that the events go on above.</summary>
public sealed record MarketGenesis(BlockIdentity Head, ImmutableArray<(int Pool, PoolContent Content)> Pools);
