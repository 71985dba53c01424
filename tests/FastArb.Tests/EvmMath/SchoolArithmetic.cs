using FastArb.EvmMath;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// A second, slow and plain way to do what the library does: 32-bit digits in loops, and .NET's UInt128. Ten
/// times faster than BigInteger, so that millions of random cases can be checked; itself checked against
/// BigInteger.
/// </summary>
internal static class SchoolArithmetic
{
    private const int Digits = 8;

    public static void Multiply(UInt256 a, UInt256 b, out UInt256 low, out UInt256 high)
    {
        Span<uint> x = stackalloc uint[Digits];
        Span<uint> y = stackalloc uint[Digits];
        Span<uint> product = stackalloc uint[2 * Digits];
        Write(a, x);
        Write(b, y);
        product.Clear();
        for (int i = 0; i < Digits; i++)
        {
            ulong carry = 0;
            for (int j = 0; j < Digits; j++)
            {
                carry += ((ulong)x[i] * y[j]) + product[i + j];
                product[i + j] = (uint)carry;
                carry >>= 32;
            }

            product[i + Digits] = (uint)carry;
        }

        low = Read(product[..Digits]);
        high = Read(product[Digits..]);
    }

    public static UInt256 Add(UInt256 a, UInt256 b, out bool overflow)
    {
        UInt128 low = Low(a) + Low(b);
        UInt128 carry = low < Low(a) ? UInt128.One : UInt128.Zero;
        UInt128 high = High(a) + High(b);
        overflow = high < High(a) || high + carry < high;
        return Join(low, high + carry);
    }

    public static UInt256 Negate(UInt256 a) => Add(Join(~Low(a), ~High(a)), new UInt256(1), out _);

    public static bool Less(UInt256 a, UInt256 b) =>
        High(a) < High(b) || (High(a) == High(b) && Low(a) < Low(b));

    public static bool Same(UInt256 a, UInt256 b) => Low(a) == Low(b) && High(a) == High(b);

    /// <summary>
    /// Whether <c>high * 2^256 + low = q * d + r</c> with r below d, which makes q and r the only answer.
    /// </summary>
    public static bool Divides(UInt256 high, UInt256 low, UInt256 d, UInt256 q, UInt256 r)
    {
        Multiply(q, d, out UInt256 productLow, out UInt256 productHigh);
        UInt256 sum = Add(productLow, r, out bool carry);
        UInt256 top = Add(productHigh, new UInt256(carry ? 1UL : 0UL), out bool overflow);
        return !overflow && Same(sum, low) && Same(top, high) && Less(r, d);
    }

    /// <summary>2 to the power, below 256.</summary>
    public static UInt256 Power(int exponent)
    {
        ulong bit = 1UL << (exponent % 64);
        return (exponent / 64) switch
        {
            0 => new UInt256(bit),
            1 => new UInt256(0, bit),
            2 => new UInt256(0, 0, bit),
            _ => new UInt256(0, 0, 0, bit),
        };
    }

    private static UInt128 Low(UInt256 a) => new(a.Limbs.U1, a.Limbs.U0);

    private static UInt128 High(UInt256 a) => new(a.Limbs.U3, a.Limbs.U2);

    private static UInt256 Join(UInt128 low, UInt128 high) =>
        new((ulong)low, (ulong)(low >> 64), (ulong)high, (ulong)(high >> 64));

    private static void Write(UInt256 a, Span<uint> digits)
    {
        (ulong u0, ulong u1, ulong u2, ulong u3) = a.Limbs;
        digits[0] = (uint)u0;
        digits[1] = (uint)(u0 >> 32);
        digits[2] = (uint)u1;
        digits[3] = (uint)(u1 >> 32);
        digits[4] = (uint)u2;
        digits[5] = (uint)(u2 >> 32);
        digits[6] = (uint)u3;
        digits[7] = (uint)(u3 >> 32);
    }

    private static UInt256 Read(ReadOnlySpan<uint> digits) =>
        new(
            digits[0] | ((ulong)digits[1] << 32),
            digits[2] | ((ulong)digits[3] << 32),
            digits[4] | ((ulong)digits[5] << 32),
            digits[6] | ((ulong)digits[7] << 32)
        );
}
