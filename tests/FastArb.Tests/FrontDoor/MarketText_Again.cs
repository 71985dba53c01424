using FastArb.Markets;
using FastArb.Settings;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>A market that is written down is the same market when it is read.</summary>
public sealed class MarketText_Again
{
    [Fact]
    public void Polygon_s_is()
    {
        MarketSettings market = Parsed(MarketFile.BuiltInText());
        MarketSettings again = Parsed(MarketText.Of(market, market.Candidates));
        Assert.Equal(market.ChainId, again.ChainId);
        Assert.Equal(market.Tokens.All, again.Tokens.All);
        Assert.Equal(
            market.Tokens.Words.Order(StringComparer.Ordinal),
            again.Tokens.Words.Order(StringComparer.Ordinal)
        );
        Assert.All(
            market.Tokens.Words,
            word => Assert.Equal(market.Tokens.Named(word), again.Tokens.Named(word))
        );
        Assert.Equal(market.Venues.Select(Described), again.Venues.Select(Described), StringComparer.Ordinal);
        Assert.Equal(
            market.Candidates.Select(Described),
            again.Candidates.Select(Described),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void With_some_of_its_pools_and_without_aliases_it_is()
    {
        const string Text = """
            chain_id: 1
            tokens:
              A: { address: "0x0000000000000000000000000000000000000001", decimals: 18 }
              B: { address: "0x0000000000000000000000000000000000000002", decimals: 0 }
              "true": { address: "0x0000000000000000000000000000000000000003", decimals: 6 }
            usd_tokens: []
            venues:
              V: { kind: uniswap-v2, factory: "0x0000000000000000000000000000000000000009", fee: 997/1000 }
            """;
        MarketSettings market = Parsed(Text);
        PoolCandidate found = market.Candidates[^1] with { Address = market.Tokens[0].Address };
        MarketSettings again = Parsed(MarketText.Of(market, [found]));
        Assert.Equal(Described(found), Described(Assert.Single(again.Candidates)));
        Assert.Equal(market.Tokens.All, again.Tokens.All);
    }

    private static string Described(PoolCandidate pool) => $"{pool.Name} {pool.TickSpacing} {pool.Address}";

    private static string Described(FastArb.Market.Venue venue) =>
        $"{venue.Name} {venue.Kind.Name} {venue.Factory} {venue.InitCodeHash} {venue.Fee} "
        + string.Join(' ', venue.Tiers);

    private static MarketSettings Parsed(string text)
    {
        SettingsFaults faults = new();
        MarketSettings? market = MarketFile.Parse("a.yaml", text, faults);
        Assert.Empty(faults.Sentences);
        return market!;
    }
}
