using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Tests.Market.Routes;

/// <summary>
/// One route through pools of its own, of any mix of kinds, whose marginal rate is near a given one.
/// </summary>
internal sealed class RandomRoute
{
    private static readonly (uint Fee, int Spacing)[] s_tiers =
    [
        (100, 1),
        (500, 10),
        (3000, 60),
        (10000, 200),
    ];

    // A little less than the largest natural logarithm of a price.
    private const double EndOfPrices = 87;

    private readonly SeededBits _bits;
    private readonly bool _atEnds;

    /// <summary>
    /// At the ends prices are near those of what there is, pairs nearly full, and liquidity may be a unit.
    /// </summary>
    public RandomRoute(SeededBits bits, int hops, double rate, bool atEnds = false)
    {
        _bits = bits;
        _atEnds = atEnds;
        var market = new MadeMarket(hops);
        var tiers = new (uint Fee, int Spacing)[hops];
        for (int i = 0; i < hops; i++)
        {
            bool isPair = Below(2) == 0;
            tiers[i] = isPair ? default : s_tiers[Below(s_tiers.Length)];
            _ = isPair
                ? market.AddV2(i, (i + 1) % hops)
                : market.AddV3(i, (i + 1) % hops, tiers[i].Fee, tiers[i].Spacing);
        }

        Pools = new PoolTable(market.ToPlan(), MadeMarket.Small);
        Legs = [.. Enumerable.Range(0, hops).Select(i => new RouteLeg(i, i < (i + 1) % hops))];
        double left = rate;
        double worth = 0;
        for (int i = 0; i < hops; i++)
        {
            double kept = tiers[i].Spacing == 0 ? 0.997 : 1 - (tiers[i].Fee / 1e6);
            double price = left / kept;
            if (i < hops - 1)
            {
                double next = atEnds ? Between(-EndOfPrices / 2, EndOfPrices / 2) : Between(-12, 12);
                price = Math.Exp(atEnds ? worth - next : next);
                worth = next;
            }

            // Token 1 in token 0 where the leg goes the other way.
            double price1 = Legs[i].ZeroForOne ? price : 1 / price;
            Pools.Load(i, tiers[i].Spacing == 0 ? Pair(price1) : Concentrated(price1, tiers[i]));
            left /= Pools.Rates[Legs[i].Code];
        }
    }

    public PoolTable Pools { get; }

    public RouteLeg[] Legs { get; }

    /// <summary>What comes out; null where a leg does not take all of its input.</summary>
    public UInt256? Out(UInt256 amount)
    {
        foreach (RouteLeg leg in Legs)
        {
            if (Pools.AmountOut(leg.Pool, leg.ZeroForOne, in amount, out UInt256 next) != QuoteOutcome.Full)
            {
                return null;
            }

            amount = next;
        }

        return amount;
    }

    /// <summary>
    /// One unit of each token on the way, in units of the start token: what a rounding may cost.
    /// </summary>
    public double Units()
    {
        double sum = 0;
        double value = 1;
        for (int i = Legs.Length - 1; i >= 0; i--)
        {
            sum += value;
            value *= Pools.Rates[Legs[i].Code];
        }

        return sum + value;
    }

    private PoolContent Pair(double price)
    {
        double depth = Math.Exp(Between(20, 60));
        if (_atEnds)
        {
            // The larger side as near to 2^112 as it may be.
            depth = Math.Exp(Between(60, 77.6)) / Math.Sqrt(Math.Max(price, 1 / price));
        }

        return new PoolContent
        {
            Reserve0 = (UInt128)(depth / Math.Sqrt(price)) + 1,
            Reserve1 = (UInt128)(depth * Math.Sqrt(price)) + 1,
        };
    }

    private PoolContent Concentrated(double price, (uint Fee, int Spacing) tier)
    {
        double end = Math.Exp(EndOfPrices);
        price = Math.Clamp(price, 1 / end, end);
        UInt256 root = (UInt256)(Math.Sqrt(price) * Math.Pow(2, 96));
        TickMath.TryTickAtRatio(in root, out int tick);
        int spacing = tier.Spacing;
        int middle = tick / spacing;
        SortedDictionary<int, (UInt128 Gross, Int128 Net)> ticks = [];
        UInt128 inRange = 0;
        for (int positions = 1 + Below(8); positions > 0; positions--)
        {
            // Some ranges are out of the price's reach, some leave gaps.
            int lower = (middle - Below(1 << Below(9)) + Below(3)) * spacing;
            int upper = lower + ((1 + Below(1 << Below(9))) * spacing);
            UInt128 liquidity = (UInt128)Math.Exp(_atEnds ? Between(0, 80) : Between(20, 60));
            int last = TickMath.MaxTick / spacing * spacing;
            lower = Math.Clamp(lower, -last, last - spacing);
            upper = Math.Min(upper, last);
            Add(lower, liquidity, (Int128)liquidity);
            Add(upper, liquidity, -(Int128)liquidity);
            inRange += lower <= tick && tick < upper ? liquidity : 0;
        }

        return new PoolContent
        {
            SqrtPriceX96 = root,
            Tick = tick,
            Liquidity = inRange,
            FeePips = tier.Fee,
            Ticks =
            [
                .. ticks
                    .Where(tick => tick.Value.Gross != 0)
                    .Select(tick => new PoolTick(tick.Key, tick.Value.Gross, tick.Value.Net)),
            ],
        };

        void Add(int at, UInt128 gross, Int128 net)
        {
            (UInt128 Gross, Int128 Net) old = ticks.GetValueOrDefault(at);
            ticks[at] = (old.Gross + gross, old.Net + net);
        }
    }

    private double Between(double low, double high) =>
        low + ((high - low) * (_bits.NextUInt64() >> 11) / (1UL << 53));

    private int Below(int end) => (int)(_bits.NextUInt64() % (ulong)end);
}
