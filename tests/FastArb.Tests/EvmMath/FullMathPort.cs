using System.Numerics;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// FullMath, UnsafeMath, LowGasSafeMath, SafeCast and LiquidityMath of Uniswap V3 on BigInteger. Null is a
/// revert.
/// </summary>
internal static class FullMathPort
{
    public static readonly BigInteger WordMax = (BigInteger.One << 256) - 1;

    public static readonly BigInteger Uint160Max = (BigInteger.One << 160) - 1;

    public static readonly BigInteger Uint128Max = (BigInteger.One << 128) - 1;

    /// <summary>What 256-bit arithmetic keeps where Solidity 0.7 does not check.</summary>
    public static BigInteger Wrap(BigInteger number) => number & WordMax;

    public static BigInteger? MulDiv(BigInteger a, BigInteger b, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            return null;
        }

        BigInteger result = a * b / denominator;
        return result <= WordMax ? result : null;
    }

    public static BigInteger? MulDivRoundingUp(BigInteger a, BigInteger b, BigInteger denominator)
    {
        if (MulDiv(a, b, denominator) is not { } result)
        {
            return null;
        }

        if ((a * b % denominator).IsZero)
        {
            return result;
        }

        return result < WordMax ? result + 1 : null;
    }

    /// <summary>Unchecked: the EVM's division by zero gives 0.</summary>
    public static BigInteger DivRoundingUp(BigInteger x, BigInteger y) =>
        y.IsZero ? BigInteger.Zero : Wrap((x / y) + ((x % y).IsZero ? 0 : 1));

    public static BigInteger? Add(BigInteger x, BigInteger y) => x + y <= WordMax ? x + y : null;

    public static BigInteger? ToUint160(BigInteger? y) => y <= Uint160Max ? y : null;

    /// <summary>uint160(y): what the cast keeps.</summary>
    public static BigInteger? CutToUint160(BigInteger? y) => y & Uint160Max;

    public static BigInteger? ToInt256(BigInteger? y) => y < BigInteger.One << 255 ? y : null;

    public static BigInteger? AddDelta(BigInteger x, BigInteger y)
    {
        // uint128(-y) and the sum both wrap at 128 bits.
        BigInteger z = (y < 0 ? x - (-y & Uint128Max) : x + y) & Uint128Max;
        if (y < 0)
        {
            return z < x ? z : null;
        }

        return z >= x ? z : null;
    }
}
