using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.Market.Internals;

namespace FastArb.Market;

/// <summary>
/// What never changes of a market while it runs: its tokens, venues and proven pools. Shared by all who hold
/// a <see cref="PoolTable"/> of it.
/// </summary>
public sealed class MarketPlan
{
    /// <summary>Takes all of it as it is; refuses what is there twice.</summary>
    /// <param name="chainId">Which chain.</param>
    /// <param name="tokens">The tokens that the pools may have.</param>
    /// <param name="venues">The venues of the pools; those of one kind share its watch rule.</param>
    /// <param name="pools">Proven ones, in any order; their indexes are set here.</param>
    /// <exception cref="ArgumentException">Two have one name or one identity.</exception>
    public MarketPlan(long chainId, TokenList tokens, IEnumerable<Venue> venues, IEnumerable<Pool> pools)
    {
        ChainId = chainId;
        Tokens = tokens;
        Venues = [.. venues];
        Pools = [.. pools.Select((pool, index) => pool with { Index = index })];
        Refuse.Duplicates(Venues, venue => venue.Name, "two venues are named", nameof(venues));
        Refuse.Duplicates(
            Pools,
            pool => $"{pool.Address} {pool.Id}",
            "a pool is there twice:",
            nameof(pools)
        );
        // One without pools has no rule: without addresses it would take the logs of any contract.
        Kinds =
        [
            .. Venues
                .Where(venue => Pools.Any(pool => pool.Venue.Name == venue.Name))
                .Select(venue => venue.Kind)
                .DistinctBy(kind => kind.Name, StringComparer.Ordinal),
        ];
    }

    public long ChainId { get; }

    public TokenList Tokens { get; }

    public ImmutableArray<Venue> Venues { get; }

    public ImmutableArray<Pool> Pools { get; }

    /// <summary>The kinds of the pools, each once; a kind's place here is its watch rule's number.</summary>
    public ImmutableArray<VenueKind> Kinds { get; }

    /// <summary>What the feed has to watch: a rule for each kind that has pools.</summary>
    public WatchRules ToWatchRules() =>
        new([
            .. Kinds.Select(kind => new WatchRule(kind.Name)
            {
                Addresses = [.. PoolsOf(kind).Select(pool => pool.Address)],
                Topic0 = kind.Topics,
            }),
        ]);

    private IEnumerable<Pool> PoolsOf(VenueKind kind) =>
        Pools.Where(pool => pool.Venue.Kind.Name == kind.Name);
}
