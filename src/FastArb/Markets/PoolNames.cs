using System.Globalization;
using FastArb.Market;

namespace FastArb.Markets;

/// <summary>What a pool is called on a command line: <c>WETH/USDC@UniswapV3:500</c>.</summary>
internal static class PoolNames
{
    public static string Of(Venue venue, Token token0, Token token1, uint fee) =>
        venue.Tiers.IsEmpty
            ? $"{token0.Name}/{token1.Name}@{venue.Name}"
            : string.Create(CultureInfo.InvariantCulture, $"{token0.Name}/{token1.Name}@{venue.Name}:{fee}");
}
