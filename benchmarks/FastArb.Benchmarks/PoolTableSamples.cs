using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Benchmarks;

/// <summary>Pools that exist nowhere, and logs of theirs.</summary>
internal static class PoolTableSamples
{
    /// <summary>Of each shape; the concentrated ones come second.</summary>
    public const int PoolsPerShape = 64;

    private const int Spacing = 60;
    private const int Ticks = 200;

    public static PoolTable Table()
    {
        PoolTable table = new(Plan());
        for (int i = 0; i < PoolsPerShape; i++)
        {
            table.Load(i, new PoolContent { Reserve0 = 1_000_000, Reserve1 = 1_000_000 });
            table.Load(PoolsPerShape + i, Concentrated());
        }

        return table;
    }

    /// <summary>The log at a place in a row: what is added at even places is taken at the next.</summary>
    public static (int Pool, PoolChange Change) Log(Draws draws, LogSample sample, int place)
    {
        int pool = (int)(draws.NextUInt64() % PoolsPerShape);
        ulong number = draws.NextUInt64();
        if (sample is LogSample.Range or LogSample.Flip)
        {
            pool = place / 2 * 31 % PoolsPerShape;
            int lower = ((place / 2 * 7 % Ticks) - (Ticks / 2)) * Spacing * 2;
            lower += sample == LogSample.Flip ? Spacing : 0;
            PoolChange range = new()
            {
                Kind = PoolChangeKind.Range,
                LowerTick = lower,
                UpperTick = sample == LogSample.Flip ? lower + (2 * Spacing) : Ticks * Spacing,
                LiquidityDelta = place % 2 == 0 ? 1_000_000 : -1_000_000,
            };
            return (PoolsPerShape + pool, range);
        }

        return sample == LogSample.Sync
            ? (
                pool,
                new PoolChange
                {
                    Kind = PoolChangeKind.Reserves,
                    Reserve0 = number,
                    Reserve1 = ~number,
                }
            )
            : (
                PoolsPerShape + pool,
                new PoolChange
                {
                    Kind = PoolChangeKind.Price,
                    SqrtPriceX96 = new UInt256(number, number),
                    Tick = (int)(number >> 48),
                    Liquidity = number,
                }
            );
    }

    private static PoolContent Concentrated() =>
        new()
        {
            SqrtPriceX96 = UInt256.One << 96,
            Liquidity = 1_000_000_000,
            FeePips = 3000,
            Ticks =
            [
                .. Enumerable
                    .Range(-Ticks / 2, Ticks)
                    .Select(i => new PoolTick(i * Spacing * 2, 1_000_000, i < 0 ? 1_000_000 : -1_000_000)),
                new PoolTick(Ticks * Spacing, 1_000_000_000, -1_000_000_000),
            ],
        };

    private static MarketPlan Plan()
    {
        Token[] tokens = [.. Enumerable.Range(0, 2).Select(TokenAt)];
        TokenList list = new(tokens, ImmutableDictionary<string, ImmutableArray<string>>.Empty);
        Venue pairs = new(
            "pairs",
            new UniswapV2Kind(),
            AddressAt(1),
            InitCodeHash: null,
            SwapFee.Uniswap,
            []
        );
        Venue concentrated = pairs with { Name = "concentrated", Kind = new UniswapV3Kind() };
        return new MarketPlan(
            1,
            list,
            [pairs, concentrated],
            Enumerable
                .Range(0, 2 * PoolsPerShape)
                .Select(i => new Pool(
                    0,
                    i < PoolsPerShape ? pairs : concentrated,
                    AddressAt(100 + i),
                    UInt256.Zero,
                    list[0],
                    list[1],
                    3000,
                    Spacing
                ))
        );

        static Token TokenAt(int number) => new(number, $"T{number}", AddressAt(10 + number), 18, false);
        static Address AddressAt(int number) => Address.FromLowBits((UInt256)number);
    }
}
