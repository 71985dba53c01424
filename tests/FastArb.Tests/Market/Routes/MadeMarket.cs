using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Tests.Market.Routes;

/// <summary>Markets made up for a test: tokens A, B, C..., and pools of pairs of them.</summary>
internal sealed class MadeMarket
{
    private readonly List<Pool> _pools = [];

    public MadeMarket(int tokens)
    {
        Tokens = new TokenList(
            Enumerable
                .Range(0, tokens)
                .Select(i => new Token(
                    i,
                    i < 26 ? ((char)('A' + i)).ToString() : $"T{i}",
                    NumberedAddress(i + 1),
                    18,
                    false
                )),
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
    }

    public TokenList Tokens { get; }

    /// <summary>Room for a few pools, quickly made.</summary>
    public static PoolTableOptions Small { get; } =
        new()
        {
            TickCapacity = 1 << 12,
            TickWordCapacity = 1 << 10,
            ScratchPools = 1,
        };

    public static Venue V2 { get; } = new("v2", new UniswapV2Kind(), default, null, SwapFee.Uniswap, []);

    public static Venue V3 { get; } = new("v3", new UniswapV3Kind(), default, null, default, []);

    /// <summary>Adds a constant-product pool; says its index.</summary>
    public int AddV2(int tokenA, int tokenB, SwapFee? fee = null)
    {
        Venue venue = fee is SwapFee other ? V2 with { Fee = other } : V2;
        return Add(venue, tokenA, tokenB, 0, 0);
    }

    /// <summary>Adds a concentrated pool; says its index.</summary>
    public int AddV3(int tokenA, int tokenB, uint feePips, int tickSpacing) =>
        Add(V3, tokenA, tokenB, feePips, tickSpacing);

    public MarketPlan ToPlan() =>
        new(
            137,
            Tokens,
            _pools
                .Select(pool => pool.Venue)
                .Distinct()
                .DistinctBy(venue => venue.Name, StringComparer.Ordinal),
            _pools
        );

    private int Add(Venue venue, int tokenA, int tokenB, uint feePips, int tickSpacing)
    {
        int index = _pools.Count;
        _pools.Add(
            new Pool(
                index,
                venue,
                NumberedAddress(1_000_000 + index),
                UInt256.Zero,
                Tokens[Math.Min(tokenA, tokenB)],
                Tokens[Math.Max(tokenA, tokenB)],
                feePips,
                tickSpacing
            )
        );
        return index;
    }

    private static Address NumberedAddress(int number) => Address.FromLowBits(new UInt256((ulong)number));
}
