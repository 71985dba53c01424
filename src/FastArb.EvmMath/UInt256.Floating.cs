using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

// To a floating type: correctly rounded, half to even, as IEEE 754 converts integers. From one: truncated
// toward zero, exactly; out of range and NaN saturate as in .NET's own conversions, and throw where checked.
public readonly partial struct UInt256
{
    private const double TwoTo256 = 1.157920892373161954235709850086879e77;

    /// <summary>The nearest double, half to even; no word is out of its range.</summary>
    public static double ToDouble(in UInt256 value)
    {
        ulong top = LeadingBits(in value, out int exponent);
        // Exact: the conversion has rounded to 53 bits, and a power of two moves the exponent alone.
        return top * BitConverter.UInt64BitsToDouble((ulong)(exponent + 1023) << 52);
    }

    public static explicit operator double(UInt256 value) => ToDouble(in value);

    /// <summary>The nearest float, half to even; infinity from 2^128 - 2^103 up.</summary>
    public static explicit operator float(UInt256 value)
    {
        ulong top = LeadingBits(in value, out int exponent);
        int shift = BitOperations.LeadingZeroCount(top);
        exponent -= shift;
        top <<= shift;
        // One rounding, from 32 bits, the last of which stands for those below: by way of double it would be
        // two.
        float mantissa = (uint)(top >> 32) | ((uint)top != 0 ? 1u : 0u);
        exponent += 32;
        return (float)(mantissa * BitConverter.UInt64BitsToDouble((ulong)(exponent + 1023) << 52));
    }

    /// <summary>The nearest half, half to even; infinity from 65520 up.</summary>
    public static explicit operator Half(UInt256 value) =>
        (value._u3 | value._u2 | value._u1) != 0 || value._u0 > 65536
            ? Half.PositiveInfinity
            : (Half)(double)value._u0;

    /// <summary>Throws from 2^96 up, as decimal has no infinity.</summary>
    public static explicit operator decimal(UInt256 value)
    {
        if ((value._u3 | value._u2) != 0 || value._u1 > uint.MaxValue)
        {
            ArithmeticFault.DoesNotFit<decimal>();
        }

        return new decimal(
            (int)value._u0,
            (int)(value._u0 >> 32),
            (int)value._u1,
            isNegative: false,
            scale: 0
        );
    }

    /// <summary>Truncates; saturates out of range, and NaN gives 0.</summary>
    public static explicit operator UInt256(double value)
    {
        // Written so that NaN takes this way too.
        if (!(value >= 1))
        {
            return default;
        }

        return value >= TwoTo256 ? MaxValue : Truncated(value);
    }

    public static explicit operator checked UInt256(double value)
    {
        if (!(value > -1 && value < TwoTo256))
        {
            ThrowOverflow("a double");
        }

        return (UInt256)value;
    }

    public static explicit operator UInt256(float value) => (UInt256)(double)value;

    public static explicit operator checked UInt256(float value) => checked((UInt256)(double)value);

    public static explicit operator UInt256(Half value) => (UInt256)(double)value;

    public static explicit operator checked UInt256(Half value) => checked((UInt256)(double)value);

    /// <summary>Truncates; wraps below zero.</summary>
    public static explicit operator UInt256(decimal value)
    {
        UInt256 magnitude = (UInt128)decimal.Truncate(decimal.Abs(value));
        return decimal.IsNegative(value) ? -magnitude : magnitude;
    }

    public static explicit operator checked UInt256(decimal value)
    {
        if (value <= -1)
        {
            ThrowOverflow("a negative number");
        }

        return value < 0 ? default : (UInt256)value;
    }

    /// <summary>A finite double from 1 up to below 2^256.</summary>
    internal static UInt256 Truncated(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int exponent = (int)(bits >> 52) - 1023;
        ulong mantissa = (bits & ((1UL << 52) - 1)) | (1UL << 52);
        return exponent <= 52
            ? new UInt256(mantissa >> (52 - exponent))
            : ShiftedLeft(new UInt256(mantissa), exponent - 52);
    }

    // The leading 64 bits, the last of which also stands for everything below: rounding to fewer than 63 bits
    // gives what rounding the whole word would. The word is near top * 2^exponent; a word of one limb is just
    // that limb.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LeadingBits(in UInt256 value, out int exponent)
    {
        ulong high = value._u3;
        ulong next = value._u2;
        ulong below = value._u1 | value._u0;
        exponent = 192;
        if (high == 0)
        {
            high = next;
            next = value._u1;
            below = value._u0;
            exponent = 128;
            if (high == 0)
            {
                high = next;
                next = value._u0;
                below = 0;
                exponent = 64;
            }
        }

        if (high == 0)
        {
            exponent = 0;
            return next;
        }

        int shift = BitOperations.LeadingZeroCount(high);
        exponent -= shift;
        below |= next << shift;
        return Limb.ShiftLeft(high, next, shift) | (below != 0 ? 1UL : 0UL);
    }
}
