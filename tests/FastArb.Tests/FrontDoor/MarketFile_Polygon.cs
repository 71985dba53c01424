using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Markets;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>The market that is built in.</summary>
public sealed class MarketFile_Polygon
{
    private static readonly MarketSettings s_market = MarketFile.Load(
        null,
        Terminal.Plain(TextWriter.Null, TextWriter.Null)
    );

    [Theory]
    // Well-known pools, as block explorers show them.
    [InlineData("UniswapV3", "WETH", "USDC.e", 500, "0x45dDa9cb7c25131DF268515131f647d726f50608")]
    [InlineData("UniswapV3", "WMATIC", "USDC.e", 500, "0xA374094527e1673A86dE625aa59517c5dE346d32")]
    [InlineData("UniswapV3", "WMATIC", "WETH", 500, "0x86f1d8390222A3691C28938eC7404A1661E618e0")]
    [InlineData("UniswapV3", "WBTC", "WETH", 500, "0x50eaEDB835021E4A108B7290636d62E9765cc6d7")]
    [InlineData("QuickSwapV2", "WMATIC", "USDC.e", 3000, "0x6e7a5FAFcec6BB1e78bAE2A1F0B612012BF14827")]
    [InlineData("QuickSwapV2", "WETH", "USDC.e", 3000, "0x853Ee4b2A13f8a742d64C8F088bE7bA2131f670d")]
    [InlineData("SushiSwapV2", "WETH", "USDC.e", 3000, "0x34965ba0ac2451A34a0471F04CCa3F990b8dea27")]
    [InlineData("SushiSwapV2", "WMATIC", "WETH", 3000, "0xc4e595acDD7d12feC385E5dA5D43160e8A0bAC0E")]
    public void The_hash_of_a_venue_s_code_gives_the_address_of_a_known_pool(
        string venue,
        string one,
        string other,
        int fee,
        string address
    )
    {
        PoolCandidate pool = Assert.Single(
            s_market.Candidates,
            candidate =>
                candidate.Venue.Name == venue
                && candidate.Fee == fee
                && (string[])[candidate.Token0.Name, candidate.Token1.Name] is [var a, var b]
                && ((a == one && b == other) || (a == other && b == one))
        );
        Assert.Equal(Address.Parse(address), pool.Address);
        Assert.True(pool.IsProven);
    }

    [Fact]
    public void Every_pair_is_looked_for_at_every_venue_in_every_tier()
    {
        const int Pairs = 8 * 7 / 2;
        Assert.Equal(Pairs * (3 + (2 * 4)), s_market.Candidates.Length);
        Assert.Equal(137, s_market.ChainId);
        Assert.All(
            s_market.Candidates,
            pool => Assert.True(pool.Token0.Address.CompareTo(pool.Token1.Address) < 0)
        );
        MarketPlan plan = s_market.ToPlan(s_market.Candidates.Select(pool => pool.At(pool.Address!.Value)));
        Assert.Equal(s_market.Candidates.Length, plan.Pools.Length);
    }

    [Fact]
    public void A_kind_without_pools_watches_nothing()
    {
        MarketPlan plan = s_market.ToPlan(
            s_market
                .Candidates.Where(pool => pool.Venue.Name == "UniswapV3")
                .Select(pool => pool.At(pool.Address!.Value))
        );
        WatchRule rule = Assert.Single(plan.ToWatchRules().Rules);
        Assert.Equal(("uniswap-v3", plan.Pools.Length), (rule.Name, rule.Addresses.Length));
        Assert.Equal("uniswap-v3", Assert.Single(plan.Kinds).Name);
    }

    [Fact]
    public void Every_constant_has_its_source_beside_it()
    {
        foreach (string line in MarketFile.BuiltInText().Split('\n'))
        {
            bool isConstant =
                line.Contains("\"0x", StringComparison.Ordinal) && !line.TrimStart().StartsWith('#');
            string before = MarketFile.BuiltInText().Split(line)[0].TrimEnd().Split('\n')[^1];
            Assert.True(
                !isConstant
                    || line.Contains("  # ", StringComparison.Ordinal)
                    || before.TrimStart().StartsWith('#'),
                line
            );
        }
    }
}
