using System.Collections.Immutable;
using FastArb.Market;

namespace FastArb.Markets;

/// <summary>A market as its file describes it, before any chain was asked.</summary>
internal sealed record MarketSettings(
    string File,
    long ChainId,
    TokenList Tokens,
    ImmutableArray<Venue> Venues,
    ImmutableArray<PoolCandidate> Candidates
)
{
    /// <summary>The plan of some of the candidates: those that the chain has.</summary>
    public MarketPlan ToPlan(IEnumerable<Pool> pools) => new(ChainId, Tokens, Venues, pools);
}
