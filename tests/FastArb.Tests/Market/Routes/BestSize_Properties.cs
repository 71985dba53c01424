using System.Numerics;
using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.Routes;

/// <summary>No input does better than the best one, beyond what rounding explains.</summary>
public sealed class BestSize_Properties
{
    private const int Sizes = 1_000;

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void None_of_a_thousand_random_sizes_profits_more(ulong seed)
    {
        int rounds = TestRounds.Of(25);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {rounds} routes");
        var bits = new SeededBits(seed);
        int profitable = 0;
        for (int round = 0; round < rounds; round++)
        {
            RandomRoute route = Next(bits);
            bool found = new BestSize(route.Pools).TryFind(route.Legs, SizeLimits.None, out RouteSize size);
            profitable += found ? 1 : 0;
            if (found)
            {
                Assert.Equal(size.AmountOut, route.Out(size.AmountIn));
                Assert.True(size.AmountOut > size.AmountIn);
            }

            AssertNoneBetter(bits, route, size, SizeLimits.None, $"seed {seed}, round {round}");
        }

        if (TestRounds.AreWhole)
        {
            Assert.InRange(profitable, rounds / 4, rounds - 1);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nor_does_any_near_the_ends_of_prices_and_of_what_pools_can_hold(ulong seed)
    {
        int rounds = TestRounds.Of(100);
        var bits = new SeededBits(seed);
        int profitable = 0;
        int strict = 0;
        for (int round = 0; round < rounds; round++)
        {
            double rate = Math.Exp((double)bits.NextBits(6));
            RandomRoute route = new(bits, 2 + (int)(bits.NextUInt64() % 3), rate, atEnds: true);
            bool found = new BestSize(route.Pools).TryFind(route.Legs, SizeLimits.None, out RouteSize size);
            profitable += found ? 1 : 0;
            strict += found && (double)size.Profit > 1_000 * route.Units() ? 1 : 0;
            AssertNoneBetter(bits, route, size, SizeLimits.None, $"seed {seed}, round {round}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}, {rounds} routes, {profitable} profit, {strict} by far more than units"
        );
        if (TestRounds.AreWhole)
        {
            Assert.InRange(profitable, rounds / 4, rounds);
            Assert.InRange(strict, rounds / 8, rounds);
        }
    }

    [Fact]
    public void A_size_hangs_on_no_question_before_it()
    {
        MadeMarket market = new(2);
        int range = market.AddV3(0, 1, 500, 60);
        int pair = market.AddV2(0, 1);
        PoolTable pools = new(market.ToPlan(), MadeMarket.Small);
        UInt128 liquidity = 6_562_057_325_919_918_080;
        pools.Load(pair, new PoolContent { Reserve0 = (UInt128)2e25, Reserve1 = (UInt128)1e25 });
        SizeLimits limits = new(UInt256.MaxValue, 50_000);
        RouteLeg[] legs = [new(range, zeroForOne: true), new(pair, zeroForOne: false)];
        RouteLeg[] others = [new(pair, zeroForOne: true), new(range, zeroForOne: false)];
        BestSize used = new(pools);
        for (int tick = -59; tick < 60; tick++)
        {
            Assert.True(TickMath.TryRatioAtTick(tick, out UInt256 price));
            pools.Load(
                range,
                new PoolContent
                {
                    SqrtPriceX96 = price + UInt256.One,
                    Tick = tick,
                    Liquidity = liquidity,
                    FeePips = 500,
                    Ticks =
                    [
                        new PoolTick(-60, liquidity, (Int128)liquidity),
                        new PoolTick(60, liquidity, -(Int128)liquidity),
                    ],
                }
            );
            bool found = new BestSize(pools).TryFind(legs, in limits, out RouteSize fresh);
            used.TryFind(tick % 2 == 0 ? legs : others, SizeLimits.None, out RouteSize free);
            Assert.Equal(found, used.TryFind(legs, in limits, out RouteSize size));
            Assert.Equal(fresh, size);
            Assert.True(tick % 2 != 0 || free.AmountIn < size.AmountIn * 2, $"tick {tick}: {size}, {free}");
        }
    }

    [Fact]
    public void Of_copied_pools_the_best_size_is_the_same()
    {
        MadeMarket market = new(2);
        int first = market.AddV2(0, 1);
        int second = market.AddV2(0, 1);
        PoolTable pools = new(market.ToPlan(), MadeMarket.Small);
        pools.Load(first, new PoolContent { Reserve0 = (UInt128)1e24, Reserve1 = (UInt128)2e24 });
        pools.Load(second, new PoolContent { Reserve0 = (UInt128)1e24, Reserve1 = (UInt128)1e24 });
        pools.BeginBlock(1);
        int copy = pools.TakeScratch(first);
        BestSize best = new(pools);
        RouteLeg back = new(second, zeroForOne: false);
        Assert.True(best.TryFind([new(first, true), back], SizeLimits.None, out RouteSize live));
        Assert.True(best.TryFind([new(copy, true), back], SizeLimits.None, out RouteSize copied));
        Assert.Equal(live, copied);
        pools.ReleaseScratches();
        Assert.False(best.TryFind([new(copy, true), back], SizeLimits.None, out _));
    }

    [Fact]
    public void A_pool_that_takes_next_to_nothing_is_answered_at_once()
    {
        const int Room = 999;
        MadeMarket market = new(2);
        int full = market.AddV2(0, 1);
        int other = market.AddV2(0, 1);
        PoolTable pools = new(market.ToPlan(), MadeMarket.Small);
        UInt128 most = (UInt128.One << 112) - 1;
        pools.Load(full, new PoolContent { Reserve0 = most - Room, Reserve1 = most });
        pools.Load(other, new PoolContent { Reserve0 = UInt128.One << 100, Reserve1 = UInt128.One << 98 });
        RouteLeg[] legs = [new(full, zeroForOne: true), new(other, zeroForOne: false)];
        Assert.True(new BestSize(pools).TryFind(legs, SizeLimits.None, out RouteSize size));
        Assert.InRange((int)(uint)size.AmountIn, Room / 4, Room);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Limits_are_kept_and_nothing_within_them_profits_more(ulong seed)
    {
        int rounds = TestRounds.Of(25);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {rounds} routes");
        var bits = new SeededBits(seed);
        int limited = 0;
        for (int round = 0; round < rounds; round++)
        {
            RandomRoute route = Next(bits);
            BestSize best = new(route.Pools);
            if (!best.TryFind(route.Legs, SizeLimits.None, out RouteSize free))
            {
                continue;
            }

            UInt256 most =
                bits.NextUInt64() % 2 == 0
                    ? UInt256.MaxValue
                    : (free.AmountIn * (bits.NextUInt64() % 1_000)) / new UInt256(800);
            SizeLimits limits = new(most, (uint)bits.NextBits(17) + 20);
            bool found = best.TryFind(route.Legs, in limits, out RouteSize size);
            if (found)
            {
                Assert.True(size.AmountIn <= most);
                Assert.Equal(size.AmountOut, Out(route, size.AmountIn, limits.ImpactMaxPips));
                limited += size != free ? 1 : 0;
            }

            AssertNoneBetter(bits, route, size, limits, $"seed {seed}, round {round}, {limits}");
        }

        if (TestRounds.AreWhole)
        {
            Assert.InRange(limited, rounds / 8, rounds);
        }
    }

    [Fact]
    public void What_cannot_be_traded_is_no_opportunity()
    {
        var bits = new SeededBits(3);
        RandomRoute route = new(bits, 3, 1.2);
        BestSize best = new(route.Pools);
        Assert.True(best.TryFind(route.Legs, SizeLimits.None, out RouteSize size));
        Assert.False(best.TryFind(route.Legs, new SizeLimits(UInt256.Zero, 1_000_000), out _));
        Assert.False(best.TryFind(route.Legs, new SizeLimits(UInt256.MaxValue, 0), out _));
        Assert.True(best.TryFind(route.Legs, new SizeLimits(size.AmountIn, 1_000_000), out RouteSize same));
        Assert.Equal(size, same);
        RouteLeg[] back = [.. route.Legs.Reverse().Select(leg => new RouteLeg(leg.Pool, !leg.ZeroForOne))];
        Assert.False(best.TryFind(back, SizeLimits.None, out _));
        route.Pools.Load(1, new PoolContent());
        Assert.False(best.TryFind(route.Legs, SizeLimits.None, out RouteSize none));
        Assert.Equal(default, none);
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Sizing_allocates_nothing()
    {
        var bits = new SeededBits(1);
        RandomRoute[] routes = [.. Enumerable.Range(0, 20).Select(_ => Next(bits))];
        BestSize[] best = [.. routes.Select(route => new BestSize(route.Pools))];
        SizeLimits[] limits = [SizeLimits.None, new SizeLimits(new UInt256(1_000_000), 5_000)];
        long bytes = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < routes.Length; i++)
            {
                best[i].TryFind(routes[i].Legs, in limits[i % 2], out _);
            }
        });
        Assert.Equal(0, bytes);
    }

    private static RandomRoute Next(SeededBits bits)
    {
        double edge = Math.Exp(-(double)(bits.NextUInt64() % 100) / 10);
        return new RandomRoute(
            bits,
            2 + (int)(bits.NextUInt64() % 3),
            bits.NextUInt64() % 5 == 0 ? 1 - edge : 1 + edge
        );
    }

    private static void AssertNoneBetter(
        SeededBits bits,
        RandomRoute route,
        RouteSize best,
        SizeLimits limits,
        string which
    )
    {
        BigInteger profit = best == default ? 0 : (BigInteger)best.Profit;
        // A unit at each pool, in and out; of a concentrated one at each end of a range too.
        var noise = (BigInteger)(10 * route.Units());
        for (int i = 0; i < Sizes; i++)
        {
            UInt256 amount = NextSize(bits, best);
            if (amount.IsZero || amount > limits.AmountInMax)
            {
                continue;
            }

            if (Out(route, amount, limits.ImpactMaxPips) is UInt256 paid)
            {
                BigInteger other = (BigInteger)paid - (BigInteger)amount;
                BigInteger jagged = other.Sign > 0 ? Jagged(route, amount, other, limits.ImpactMaxPips) : 0;
                Assert.True(
                    other <= profit + noise + jagged,
                    $"{which}: {amount} profits {other}, {best} only {profit}, noise {noise}"
                );
            }
        }
    }

    // A unit that a leg rounds away counts as impact: it shifts the largest size by its share of the limit.
    private static BigInteger Jagged(RandomRoute route, UInt256 amount, BigInteger profit, uint pips)
    {
        if (pips >= 1_000_000)
        {
            return 0;
        }

        double share = 0;
        foreach (RouteLeg leg in route.Legs)
        {
            share += 1 / (double)amount;
            route.Pools.AmountOut(leg.Pool, leg.ZeroForOne, in amount, out amount);
        }

        share += 1 / (double)amount;
        return (BigInteger)((double)profit * Math.Min(1, 4 * share * 1e6 / pips));
    }

    // Of any magnitude, or near the best.
    private static UInt256 NextSize(SeededBits bits, RouteSize best) =>
        best == default || bits.NextUInt64() % 2 == 0
            ? (UInt256)bits.NextBits(100)
            : best.AmountIn * (990 + (bits.NextUInt64() % 21)) / new UInt256(1000)
                + new UInt256(bits.NextUInt64() % 3);

    // What comes out where every leg takes all and stays within the impact, recomputed from the definition.
    private static UInt256? Out(RandomRoute route, UInt256 amount, uint impactMaxPips)
    {
        foreach (RouteLeg leg in route.Legs)
        {
            if (
                route.Pools.AmountOut(leg.Pool, leg.ZeroForOne, in amount, out UInt256 next)
                    != QuoteOutcome.Full
                || !IsWithin(route.Pools, leg, (BigInteger)amount, (BigInteger)next, impactMaxPips)
            )
            {
                return null;
            }

            amount = next;
        }

        return amount;
    }

    private static bool IsWithin(
        PoolTable pools,
        RouteLeg leg,
        BigInteger amountIn,
        BigInteger amountOut,
        uint pips
    )
    {
        if (pips >= 1_000_000)
        {
            return true;
        }

        PoolContent content = pools.ContentOf(leg.Pool);
        bool isPair = content.SqrtPriceX96.IsZero;
        BigInteger reserve0 = isPair ? content.Reserve0 : BigInteger.One << 192;
        BigInteger reserve1 = isPair ? content.Reserve1 : BigInteger.Pow((BigInteger)content.SqrtPriceX96, 2);
        (BigInteger inside, BigInteger outside) = leg.ZeroForOne
            ? (reserve0, reserve1)
            : (reserve1, reserve0);
        BigInteger kept = 1_000_000 - (isPair ? 3_000 : content.FeePips);
        // 1 - out / (in * (1 - fee) * outside / inside) <= pips / 1e6.
        return amountOut * inside * 1_000_000 * 1_000_000 >= amountIn * kept * outside * (1_000_000 - pips);
    }
}
