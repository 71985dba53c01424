using System.Numerics;
using FastArb.EvmMath;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Prices, liquidities and amounts at which Uniswap V3's arithmetic changes its course, and random ones.
/// </summary>
internal static class SwapNumbers
{
    /// <summary>
    /// Around a limb, the fixed point's one, two limbs, the range of ticks, and all of uint160.
    /// </summary>
    public static readonly UInt256[] Prices =
    [
        UInt256.Zero,
        UInt256.One,
        new(2),
        TickMath.MinSqrtRatio,
        Power(64, -1),
        Power(64, 0),
        Power(64, 1),
        Power(96, -1),
        Power(96, 0),
        Power(96, 1),
        Power(127, 0),
        Power(128, -1),
        Power(128, 0),
        Power(128, 1),
        TickMath.MaxSqrtRatio - UInt256.One,
        Power(160, -1),
    ];

    public static readonly UInt128[] Liquidities =
    [
        0,
        1,
        2,
        ulong.MaxValue,
        UInt128.One << 64,
        UInt128.One << 96,
        UInt128.One << 127,
        UInt128.MaxValue,
    ];

    public static readonly UInt256[] Amounts =
    [
        UInt256.Zero,
        UInt256.One,
        new(2),
        new(997_000),
        new(ulong.MaxValue),
        Power(96, -1),
        Power(96, 0),
        Power(128, 0),
        Power(160, -1),
        Power(160, 0),
        Power(224, 0),
        Power(255, -1),
        Power(255, 0),
        UInt256.MaxValue,
    ];

    public static readonly uint[] Fees = [0, 1, 500, 3000, 300_000, 999_999, 1_000_000];

    public static BigInteger Big(UInt128 liquidity) => EdgeNumbers.Big((UInt256)liquidity);

    /// <summary>
    /// A price near another one, in the same pool as it were, at every distance; or any price.
    /// </summary>
    public static UInt256 NextPrice(RandomWords words, UInt256 near)
    {
        ulong draw = words.NextUInt64();
        if ((draw & 3) == 0)
        {
            return words.Next(160);
        }

        UInt256 distance = words.Next(Math.Min(159, near.BitLength));
        UInt256 price = (draw & 4) == 0 || near < distance ? near + distance : near - distance;
        return price.BitLength > 160 ? near : price;
    }

    private static UInt256 Power(int exponent, int near) =>
        EdgeNumbers.Word((BigInteger.One << exponent) + near);
}
