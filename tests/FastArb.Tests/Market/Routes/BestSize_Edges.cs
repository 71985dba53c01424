using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.Routes;

/// <summary>Pools that take no more long before the route stops gaining, and pools of a few units.</summary>
public sealed class BestSize_Edges
{
    public static TheoryData<ulong> Seeds => TestSeeds.All;

    /// <summary>
    /// A pool whose price is near the highest, and a pair that holds little of the one and may hold little
    /// more of the other: it refuses a thousandth of what would be best without that.
    /// </summary>
    [Fact]
    public void A_pair_that_refuses_more_is_filled_to_the_unit()
    {
        MadeMarket market = new(2);
        int range = market.AddV3(0, 1, 10_000, 200);
        int pair = market.AddV2(0, 1);
        PoolTable pools = new(market.ToPlan(), MadeMarket.Small);
        UInt128 wide = UInt128.Parse("2545404972181448169339", null);
        UInt128 near = UInt128.Parse("590549589021481322562", null);
        pools.Load(
            range,
            new PoolContent
            {
                SqrtPriceX96 = UInt256.Parse("12507136327684526404859462155235634754455848", null),
                Tick = 653887,
                Liquidity = wide + near,
                FeePips = 10_000,
                Ticks =
                [
                    new PoolTick(-887_200, wide, (Int128)wide),
                    new PoolTick(653_800, near, (Int128)near),
                    new PoolTick(887_200, wide + near, -(Int128)(wide + near)),
                ],
            }
        );
        pools.Load(
            pair,
            new PoolContent
            {
                Reserve0 = UInt128.Parse("158646207101795506", null),
                Reserve1 = UInt128.Parse("72929226410912350731049212317757", null),
            }
        );
        RouteLeg[] legs = [new(range, zeroForOne: true), new(pair, zeroForOne: false)];
        Assert.True(new BestSize(pools).TryFind(legs, SizeLimits.None, out RouteSize size));
        TestContext.Current.TestOutputHelper?.WriteLine($"{size}, {size.Profit}");
        Assert.NotEqual(QuoteOutcome.Full, Out(pools, legs, size.AmountIn + UInt256.One, out _));
        Assert.Equal(QuoteOutcome.Full, Out(pools, legs, size.AmountIn, out UInt256 paid));
        Assert.Equal(paid, size.AmountOut);
    }

    [Fact]
    public void Liquidity_that_ends_is_taken_to_the_unit()
    {
        MadeMarket market = new(2);
        int range = market.AddV3(0, 1, 500, 10);
        int pair = market.AddV2(0, 1);
        PoolTable pools = new(market.ToPlan(), MadeMarket.Small);
        UInt128 liquidity = 1_000_000_000_000_000_003;
        const int Last = 400;
        pools.Load(
            range,
            new PoolContent
            {
                SqrtPriceX96 = UInt256.One << 96,
                Tick = 0,
                Liquidity = liquidity,
                FeePips = 500,
                Ticks =
                [
                    // Each adds as much as it takes away: a border, and a rounding, all the same.
                    new PoolTick(-Last, liquidity, (Int128)liquidity),
                    .. Enumerable
                        .Range(1 - (Last / 10), (Last / 5) - 1)
                        .Select(i => new PoolTick(i * 10, 2, 0)),
                    new PoolTick(Last, liquidity, -(Int128)liquidity),
                ],
            }
        );
        pools.Load(pair, new PoolContent { Reserve0 = (UInt128)2e25, Reserve1 = (UInt128)1e25 });
        RouteLeg[] legs = [new(range, zeroForOne: true), new(pair, zeroForOne: false)];
        Assert.True(new BestSize(pools).TryFind(legs, SizeLimits.None, out RouteSize size));
        Assert.Equal(QuoteOutcome.Full, Out(pools, legs, size.AmountIn, out UInt256 paid));
        Assert.Equal(paid, size.AmountOut);
        UInt256 profit = size.Profit;
        for (ulong more = 1; more < 2_000; more++)
        {
            UInt256 amount = size.AmountIn + more;
            bool isFull = Out(pools, legs, amount, out paid) == QuoteOutcome.Full;
            Assert.True(!isFull || paid - amount <= profit, $"{more} more than {size}");
        }

        Assert.Equal(QuoteOutcome.Partial, Out(pools, legs, size.AmountIn + 2_000, out _));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void In_pools_of_a_few_units_what_profits_is_found(ulong seed)
    {
        var bits = new SeededBits(seed);
        int rounds = TestRounds.Of(400);
        int profitable = 0;
        int less = 0;
        for (int round = 0; round < rounds; round++)
        {
            (PoolTable pools, RouteLeg[] legs) = FewUnits(bits);
            bool found = new BestSize(pools).TryFind(legs, SizeLimits.None, out RouteSize size);
            long ours = found ? (long)size.Profit : 0;
            long best = 0;
            for (ulong amount = 1; amount < 300; amount++)
            {
                bool isFull = Out(pools, legs, amount, out UInt256 paid) == QuoteOutcome.Full;
                best = Math.Max(best, isFull ? (long)paid - (long)amount : 0);
            }

            string which = $"seed {seed}, round {round}: {size}, {best}";
            Assert.True(found || best == 0, which);
            Assert.True(best - ours <= Units(pools, legs), which);
            profitable += best > 0 ? 1 : 0;
            less += ours < best ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} routes, {profitable} profit, {less} less");
        Assert.True(!TestRounds.AreWhole || profitable > rounds / 10);
        Assert.True(!TestRounds.AreWhole || less < profitable / 5);
    }

    private static double Units(PoolTable pools, RouteLeg[] legs)
    {
        double sum = 0;
        double worth = 1;
        for (int i = legs.Length - 1; i >= 0; i--)
        {
            sum += worth;
            worth *= pools.Rates[legs[i].Code];
        }

        return sum;
    }

    private static (PoolTable Pools, RouteLeg[] Legs) FewUnits(SeededBits bits)
    {
        int hops = 2 + (int)(bits.NextUInt64() % 3);
        MadeMarket market = new(hops);
        for (int i = 0; i < hops; i++)
        {
            _ =
                bits.NextUInt64() % 2 == 0
                    ? market.AddV2(i, (i + 1) % hops)
                    : market.AddV3(i, (i + 1) % hops, 500, 10);
        }

        MarketPlan plan = market.ToPlan();
        PoolTable pools = new(plan, MadeMarket.Small);
        foreach (Pool pool in plan.Pools)
        {
            pools.Load(pool.Index, FewUnits(bits, pool.TickSpacing != 0));
        }

        return (pools, [.. Enumerable.Range(0, hops).Select(i => new RouteLeg(i, i < (i + 1) % hops))]);
    }

    private static PoolContent FewUnits(SeededBits bits, bool isConcentrated)
    {
        if (!isConcentrated)
        {
            return new PoolContent
            {
                Reserve0 = (UInt128)(bits.NextBits(8) + 1),
                Reserve1 = (UInt128)(bits.NextBits(8) + 1),
            };
        }

        UInt128 liquidity = (UInt128)(bits.NextBits(10) + 1);
        int tick = (int)(bits.NextUInt64() % 40_000) - 20_000;
        TickMath.TryRatioAtTick(tick, out UInt256 price);
        return new PoolContent
        {
            SqrtPriceX96 = price,
            Tick = tick,
            Liquidity = liquidity,
            FeePips = 500,
            Ticks =
            [
                new PoolTick(-30_000, liquidity, (Int128)liquidity),
                new PoolTick(30_000, liquidity, -(Int128)liquidity),
            ],
        };
    }

    private static QuoteOutcome Out(PoolTable pools, RouteLeg[] legs, UInt256 amount, out UInt256 paid)
    {
        paid = amount;
        foreach (RouteLeg leg in legs)
        {
            amount = paid;
            QuoteOutcome outcome = pools.AmountOut(leg.Pool, leg.ZeroForOne, in amount, out paid);
            if (outcome != QuoteOutcome.Full)
            {
                return outcome;
            }
        }

        return QuoteOutcome.Full;
    }
}
