using System.Collections.Immutable;
using System.Globalization;
using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Scenarios.Market;

/// <summary>
/// Which tokens and pools are deployed. Several pools of the same tokens, at prices that belong together, so
/// that there are routes; tokens of few and of many units; prices near both ends of what a pool can have.
/// </summary>
internal static class MarketSpec
{
    public const string FirstPairs = "First";
    public const string SecondPairs = "Second";
    public const string Pools = "Third";

    /// <summary>Of Uniswap's own pairs and pools: what the factories below are deployed from.</summary>
    public static UInt256 PairCodeHash { get; } =
        WordOf("96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f");

    public static UInt256 PoolCodeHash { get; } =
        WordOf("e34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54");

    /// <summary>Name, decimals and what one token is worth.</summary>
    public static ImmutableArray<(string Name, int Decimals, double Price)> Tokens { get; } =
    [
        ("WETH", 18, 2_500),
        ("WPOL", 18, 0.7),
        ("USDC", 6, 1),
        ("USDT", 6, 1),
        ("WBTC", 8, 60_000),
        ("WHOLE", 0, 12),
        ("DUST", 18, 1e-25),
    ];

    public static ImmutableArray<FeeTier> Tiers { get; } =
    [new FeeTier(100, 1), new FeeTier(500, 10), new FeeTier(3_000, 60), new FeeTier(10_000, 200)];

    public static ImmutableArray<PoolSpec> All { get; } =
    [
        new(FirstPairs, "WETH", "USDC", 3_000, 4e6),
        new(FirstPairs, "WPOL", "USDC", 3_000, 2e5),
        new(FirstPairs, "WETH", "WPOL", 3_000, 1e6),
        new(FirstPairs, "WBTC", "USDC", 3_000, 5e6),
        new(SecondPairs, "WETH", "USDC", 3_000, 5e5),
        new(SecondPairs, "WETH", "WBTC", 3_000, 3e6),
        new(SecondPairs, "WHOLE", "USDC", 3_000, 1e5),
        // The one side fills what a pair can hold, the other is next to nothing.
        new(SecondPairs, "DUST", "WETH", 3_000, 4e-10),
        new(Pools, "WETH", "USDC", 500, 6e6),
        new(Pools, "WETH", "USDC", 3_000, 3e6),
        new(Pools, "WPOL", "USDC", 3_000, 4e5),
        new(Pools, "WETH", "WPOL", 10_000, 3e5),
        new(Pools, "USDC", "USDT", 100, 8e6),
        new(Pools, "WETH", "WBTC", 3_000, 2e6),
        new(Pools, "WHOLE", "WETH", 10_000, 2e5),
        new(Pools, "DUST", "USDC", 3_000, 1e-7),
        new(Pools, "DUST", "WETH", 10_000, 1e-9),
    ];

    private static UInt256 WordOf(string digits) =>
        UInt256.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
