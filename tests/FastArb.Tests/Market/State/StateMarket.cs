using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Tests.Market.State;

/// <summary>Plans of pools that exist nowhere, for tests of their state.</summary>
internal static class StateMarket
{
    /// <summary>So many constant-product pools, then a concentrated one for each spacing.</summary>
    public static MarketPlan Plan(int constantProductPools, params int[] spacings)
    {
        Token[] tokens = [TokenAt(0), TokenAt(1)];
        TokenList list = new(tokens, ImmutableDictionary<string, ImmutableArray<string>>.Empty);
        Venue pairs = new(
            "pairs",
            new UniswapV2Kind(),
            AddressOf(1000),
            InitCodeHash: null,
            SwapFee.Uniswap,
            [new FeeTier(3000, 0)]
        );
        Venue pools = pairs with { Name = "pools", Kind = new UniswapV3Kind(), Factory = AddressOf(1001) };
        return new MarketPlan(
            137,
            list,
            [pairs, pools],
            [
                .. Enumerable.Range(0, constantProductPools).Select(i => PoolAt(pairs, i, 0)),
                .. spacings.Select((spacing, i) => PoolAt(pools, constantProductPools + i, spacing)),
            ]
        );

        Pool PoolAt(Venue venue, int number, int spacing) =>
            new(0, venue, AddressOf(2000 + number), UInt256.Zero, list[0], list[1], 3000, spacing);
    }

    public static Address AddressOf(int number) => Address.FromLowBits((UInt256)number);

    private static Token TokenAt(int number) => new(number, $"T{number}", AddressOf(number + 1), 18, false);
}
