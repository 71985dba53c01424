using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Tests.Market.Quotes;

/// <summary>Tables of a single pool, at index 0.</summary>
internal static class OnePool
{
    public static PoolTable Concentrated(uint feePips, int tickSpacing) =>
        Table(new Venue("v3", new UniswapV3Kind(), Address.Zero, null, default, []), feePips, tickSpacing);

    public static PoolTable ConstantProduct(SwapFee fee) =>
        Table(new Venue("v2", new UniswapV2Kind(), Address.Zero, null, fee, []), 0, 0);

    private static PoolTable Table(Venue venue, uint feePips, int tickSpacing)
    {
        TokenList tokens = new(
            [Token(1), Token(2)],
            ImmutableDictionary<string, ImmutableArray<string>>.Empty
        );
        Pool pool = new(0, venue, Address.Zero, 0, tokens[0], tokens[1], feePips, tickSpacing);
        return new PoolTable(
            new MarketPlan(1, tokens, [venue], [pool]),
            new PoolTableOptions
            {
                TickCapacity = 1 << 12,
                TickWordCapacity = 1 << 10,
                ScratchPools = 1,
                JournalCapacity = 1 << 6,
            }
        );
    }

    private static Token Token(uint number) =>
        new(0, $"token {number}", Address.FromLowBits(number), 18, CountsAsUsd: false);
}
