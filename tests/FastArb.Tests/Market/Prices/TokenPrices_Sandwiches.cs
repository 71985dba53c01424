using FastArb.Market;
using Xunit;
using static FastArb.Tests.Market.Prices.PricedMarket;

namespace FastArb.Tests.Market.Prices;

/// <summary>
/// Blocks with sandwiches and flash loans: what a pool says between two transactions is nobody's price.
/// </summary>
[Trait("row", "32")]
public sealed class TokenPrices_Sandwiches
{
    private static readonly PricedMarket s_calm = Filled();

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Prices_are_those_of_a_market_that_sees_the_ends_of_blocks_alone(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        SeededBits bits = new(seed);
        PricedMarket all = Filled();
        PricedMarket ends = Filled();
        int weth = all.Index("WETH");
        int aave = all.Index("AAVE");
        for (int block = 1; block <= 5_000; block++)
        {
            all.Prices.Settle();
            ends.Prices.Settle();
            (UInt128 before, UInt128 alsoBefore) = (all.Prices.UsdOf(weth), all.Prices.UsdOf(aave));
            int pool = (int)(bits.NextUInt64() % 3);
            for (int i = (int)(bits.NextUInt64() % 4); i >= 0; i--)
            {
                // There, the victim, and back; or all of a pool for the length of a transaction.
                Swing(all, pool, bits.NextUInt64() % 1_000_000);
                Assert.Equal(before, all.Prices.UsdOf(weth));
                Assert.Equal(alsoBefore, all.Prices.UsdOf(aave));
            }

            ulong calm = 900_000 + (bits.NextUInt64() % 200_000);
            Swing(all, pool, calm);
            Swing(ends, pool, calm);
            all.Prices.Seal(block);
            ends.Prices.Seal(block);
            Assert.Equal(ends.Prices.UsdOf(weth), all.Prices.UsdOf(weth));
            Assert.Equal(ends.Prices.UsdOf(aave), all.Prices.UsdOf(aave));
        }
    }

    private static PricedMarket Filled()
    {
        PricedMarket market = new();
        market.AddPair("USDC", "WETH");
        market.AddPair("DAI", "WETH");
        market.AddPair("WETH", "AAVE");
        market.Fill(0, Units(3_000_000, 6), Units(1_000, 18));
        market.Fill(1, Units(2_000_000, 18), Units(700, 18));
        market.Fill(2, Units(500, 18), Units(15_000, 18));
        return market;
    }

    private static void Swing(PricedMarket market, int pool, ulong millionths)
    {
        PoolContent calm = s_calm.Table.ContentOf(pool);
        PoolChange change = new()
        {
            Kind = PoolChangeKind.Reserves,
            Reserve0 = (calm.Reserve0 * millionths / 1_000_000) + 1,
            Reserve1 = calm.Reserve1 * 1_000_000 / (millionths + 1),
        };
        Assert.Equal(LogFault.None, market.Table.Apply(pool, in change));
    }
}
