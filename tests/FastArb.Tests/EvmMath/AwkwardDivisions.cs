using System.Numerics;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Divisions made backwards, from quotient, divisor and remainder, out of limbs at which long division errs:
/// random dividends reach its rare branches once in 2^64.
/// </summary>
internal sealed class AwkwardDivisions(ulong seed)
{
    public static readonly BigInteger TwoTo64 = BigInteger.One << 64;

    private const ulong TopBit = 1UL << 63;

    private readonly SeededBits _bits = new(seed);

    public ulong NextUInt64() => _bits.NextUInt64();

    public ulong NextLimb()
    {
        ulong draw = _bits.NextUInt64();
        return (draw & 15) switch
        {
            0 or 1 => 0,
            2 => 1,
            3 or 4 => ulong.MaxValue,
            5 => ulong.MaxValue - 1,
            6 => TopBit,
            7 => TopBit - 1,
            8 => uint.MaxValue,
            9 => (ulong)uint.MaxValue << 32,
            10 => draw >> 40,
            11 => ulong.MaxValue - (draw >> 40),
            _ => _bits.NextUInt64(),
        };
    }

    /// <summary>The leading limb of a normalised divisor.</summary>
    public ulong NextTopLimb()
    {
        ulong draw = _bits.NextUInt64();
        return (draw & 7) switch
        {
            0 or 1 => TopBit,
            2 => TopBit + 1,
            3 => ulong.MaxValue,
            4 => TopBit + (draw >> 40),
            _ => TopBit | _bits.NextUInt64(),
        };
    }

    public BigInteger NextLimbs(int count)
    {
        BigInteger number = BigInteger.Zero;
        for (int i = 0; i < count; i++)
        {
            number = (number << 64) | NextLimb();
        }

        return number;
    }

    /// <summary>
    /// A remainder of 0, 1, one or two below the divisor, any; or where a quotient limb, guessed from the
    /// divisor's leading limb or two, becomes one too many.
    /// </summary>
    public BigInteger NextRemainder(BigInteger quotient, BigInteger divisor, int limbs)
    {
        ulong draw = _bits.NextUInt64();
        BigInteger remainder = (draw & 7) switch
        {
            0 => 0,
            1 => 1,
            2 => divisor - 1,
            3 => divisor - 2,
            4 => Border(quotient, divisor, 64 * (limbs - 1)) - (draw >> 63),
            5 => Border(quotient, divisor, 64 * Math.Max(1, limbs - 2)) - (draw >> 63),
            6 => (2 * Border(quotient, divisor, 64 * (limbs - 1))) - (draw >> 63),
            _ => NextLimbs(limbs),
        };
        return remainder.Sign < 0 ? BigInteger.Zero : remainder % divisor;
    }

    // From this remainder on, the leading part of the dividend holds the leading part of the divisor once
    // more.
    private static BigInteger Border(BigInteger quotient, BigInteger divisor, int ignoredBits)
    {
        BigInteger ignored = divisor & ((BigInteger.One << ignoredBits) - 1);
        return divisor - ignored - (quotient * ignored % divisor);
    }
}
