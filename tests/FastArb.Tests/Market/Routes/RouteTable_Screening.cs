using System.Numerics;
using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.Routes;

/// <summary>The screen drops no route that can profit, and few that cannot.</summary>
public sealed class RouteTable_Screening
{
    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_route_whose_true_rate_is_above_one_is_always_listed(ulong seed)
    {
        int rounds = TestRounds.Of(1_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {rounds} rounds");
        var bits = new SeededBits(seed);
        int close = 0;
        int above = 0;
        for (int round = 0; round < rounds; round++)
        {
            int hops = 2 + (int)(bits.NextUInt64() % 3);
            (RouteTable routes, PoolTable pools) = NextCycle(bits, hops);
            int[] shortlist = new int[routes.Count];
            int[] listed = shortlist[..routes.ScreenAll(pools.Rates, shortlist)];
            for (int route = 0; route < routes.Count; route++)
            {
                (BigInteger upper, BigInteger lower) = TrueRate(pools, routes.Legs(route));
                bool isAbove = upper > lower;
                bool isListed = listed.Contains(route);
                // Off by less than 2^-45.
                bool isClose = BigInteger.Abs(upper - lower) << 45 < lower;
                close += isClose ? 1 : 0;
                above += isAbove ? 1 : 0;
                Assert.True(
                    isListed || !isAbove,
                    $"seed {seed}, round {round}: route {route} is dropped at {Ratio(upper, lower):R}"
                );
                Assert.True(
                    isAbove || isClose || !isListed,
                    $"seed {seed}, round {round}: listed for nothing"
                );
            }

            foreach (Pool pool in pools.Plan.Pools)
            {
                int count = routes.Screen(pool.Index, pools.Rates, shortlist);
                Assert.Equal(
                    listed.Where(route => routes.Legs(route).ToArray().Any(leg => leg.Pool == pool.Index)),
                    shortlist[..count]
                );
            }
        }

        if (TestRounds.AreWhole)
        {
            Assert.True(close > 200 && above > 200, $"{close} close, {above} above");
        }
    }

    [Fact]
    public void A_pool_that_is_not_loaded_or_empty_pays_nothing()
    {
        var market = new MadeMarket(2);
        int first = market.AddV2(0, 1);
        int second = market.AddV2(0, 1);
        PoolTable pools = new(market.ToPlan(), MadeMarket.Small);
        Assert.Equal([0, 0, 0, 0], pools.Rates[..4].ToArray());
        pools.Load(first, new PoolContent { Reserve0 = 1000, Reserve1 = 0 });
        pools.Load(second, new PoolContent { Reserve0 = 1000, Reserve1 = 4000 });
        Assert.Equal([0, 0, 0.997 * 4, 0.997 / 4], pools.Rates[..4].ToArray());

        PoolChange change = new()
        {
            Kind = PoolChangeKind.Reserves,
            Reserve0 = 500,
            Reserve1 = 1000,
        };
        Assert.Equal(LogFault.None, pools.Apply(first, ref change));
        Assert.Equal([0.997 * 2, 0.997 / 2], pools.Rates[..2].ToArray());
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Screening_allocates_nothing()
    {
        (RouteTable routes, PoolTable pools) = NextCycle(new SeededBits(1), 4);
        int[] shortlist = new int[routes.Count];
        long bytes = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                routes.ScreenAll(pools.Rates, shortlist);
                routes.Screen(i % 4, pools.Rates, shortlist);
            }
        });
        Assert.Equal(0, bytes);
    }

    // One loop, both ways round, whose last pool is set so that one way is as near to one as it can be.
    private static (RouteTable Routes, PoolTable Pools) NextCycle(SeededBits bits, int hops)
    {
        var market = new MadeMarket(hops);
        var concentrated = new bool[hops];
        for (int i = 0; i < hops; i++)
        {
            concentrated[i] = i < hops - 1 && bits.NextUInt64() % 2 == 0;
            if (concentrated[i])
            {
                market.AddV3(i, (i + 1) % hops, 500, 10);
            }
            else
            {
                market.AddV2(i, (i + 1) % hops);
            }
        }

        PoolTable pools = new(market.ToPlan(), MadeMarket.Small);
        for (int i = 0; i < hops - 1; i++)
        {
            UInt256 root = TickMath.MinSqrtRatio + (UInt256)bits.NextBits(150);
            pools.Load(
                i,
                concentrated[i]
                    ? new PoolContent
                    {
                        SqrtPriceX96 = root,
                        Liquidity = 1,
                        FeePips = 500,
                    }
                    : new PoolContent { Reserve0 = NextReserve(bits), Reserve1 = NextReserve(bits) }
            );
        }

        RouteTable routes = RouteSearch.Find(
            market.ToPlan(),
            new RouteSearchOptions
            {
                HopsMax = 4,
                StartLists =
                [
                    [market.Tokens[0]],
                ],
            }
        );
        pools.Load(hops - 1, new PoolContent { Reserve0 = 1, Reserve1 = 1 });
        RouteLeg[] legs = routes.Legs((int)(bits.NextUInt64() % (ulong)routes.Count)).ToArray();
        (BigInteger upper, BigInteger lower) = TrueRate(pools, legs);
        // The last pool has to pay lower / upper.
        int shift = (int)Math.Max(0, Math.Max(upper.GetBitLength(), lower.GetBitLength()) - 110);
        UInt128 reserveIn = Large(upper >> shift, bits);
        UInt128 reserveOut = Large(lower >> shift, bits);
        bool zeroForOne = legs.Single(leg => leg.Pool == hops - 1).ZeroForOne;
        pools.Load(
            hops - 1,
            zeroForOne
                ? new PoolContent { Reserve0 = reserveIn, Reserve1 = reserveOut }
                : new PoolContent { Reserve0 = reserveOut, Reserve1 = reserveIn }
        );
        return (routes, pools);
    }

    private static UInt128 NextReserve(SeededBits bits) => (UInt128)bits.NextBits(110) + 1;

    private static UInt128 Large(BigInteger value, SeededBits bits) =>
        (UInt128)value + 1 + (bits.NextUInt64() % 4);

    // As a fraction.
    private static (BigInteger Upper, BigInteger Lower) TrueRate(PoolTable pools, ReadOnlySpan<RouteLeg> legs)
    {
        BigInteger upper = 1;
        BigInteger lower = 1;
        foreach (RouteLeg leg in legs)
        {
            PoolContent content = pools.ContentOf(leg.Pool);
            bool concentrated = !content.SqrtPriceX96.IsZero;
            BigInteger reserve0 = concentrated ? BigInteger.One << 192 : content.Reserve0;
            BigInteger reserve1 = concentrated
                ? BigInteger.Pow((BigInteger)content.SqrtPriceX96, 2)
                : content.Reserve1;
            upper *= (leg.ZeroForOne ? reserve1 : reserve0) * (concentrated ? 999_500 : 997);
            lower *= (leg.ZeroForOne ? reserve0 : reserve1) * (concentrated ? 1_000_000 : 1000);
        }

        return (upper, lower);
    }

    private static double Ratio(BigInteger upper, BigInteger lower) =>
        (double)((upper << 60) / lower) / (1L << 60);
}
