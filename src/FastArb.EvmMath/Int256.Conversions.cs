using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

// The same rules as for UInt256: what always fits is implicit; what may not is explicit, wraps by default and
// throws where the context is checked.
public readonly partial struct Int256
{
    public static implicit operator Int256(sbyte value) => new(UInt256.SignExtended(value));

    public static implicit operator Int256(short value) => new(UInt256.SignExtended(value));

    public static implicit operator Int256(int value) => new(UInt256.SignExtended(value));

    public static implicit operator Int256(long value) => new(UInt256.SignExtended(value));

    public static implicit operator Int256(nint value) => new(UInt256.SignExtended(value));

    public static implicit operator Int256(byte value) => new(new UInt256(value));

    public static implicit operator Int256(char value) => new(new UInt256(value));

    public static implicit operator Int256(ushort value) => new(new UInt256(value));

    public static implicit operator Int256(uint value) => new(new UInt256(value));

    public static implicit operator Int256(ulong value) => new(new UInt256(value));

    public static implicit operator Int256(nuint value) => new(new UInt256(value));

    public static implicit operator Int256(Int128 value) => new((UInt256)value);

    public static implicit operator Int256(UInt128 value) => new((UInt256)value);

    /// <summary>Wraps: the same 32 bytes, so that 2^255 becomes -2^255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static explicit operator Int256(UInt256 value) => new(in value);

    public static explicit operator checked Int256(UInt256 value)
    {
        Int256 number = new(in value);
        if (number.IsNegative)
        {
            ThrowOverflow("an unsigned 256-bit integer");
        }

        return number;
    }

    /// <summary>Wraps: the same 32 bytes, so that -1 becomes 2^256 - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static explicit operator UInt256(Int256 value) => value._bits;

    public static explicit operator checked UInt256(Int256 value)
    {
        if (value.IsNegative)
        {
            UInt256.ThrowOverflow("a negative number");
        }

        return value._bits;
    }

    public static explicit operator byte(Int256 value) => (byte)value._bits._u0;

    public static explicit operator checked byte(Int256 value) => checked((byte)value._bits);

    public static explicit operator char(Int256 value) => (char)value._bits._u0;

    public static explicit operator checked char(Int256 value) => checked((char)value._bits);

    public static explicit operator ushort(Int256 value) => (ushort)value._bits._u0;

    public static explicit operator checked ushort(Int256 value) => checked((ushort)value._bits);

    public static explicit operator uint(Int256 value) => (uint)value._bits._u0;

    public static explicit operator checked uint(Int256 value) => checked((uint)value._bits);

    public static explicit operator ulong(Int256 value) => value._bits._u0;

    public static explicit operator checked ulong(Int256 value) => checked((ulong)value._bits);

    public static explicit operator nuint(Int256 value) => (nuint)value._bits._u0;

    public static explicit operator checked nuint(Int256 value) => checked((nuint)value._bits);

    public static explicit operator sbyte(Int256 value) => (sbyte)value._bits._u0;

    public static explicit operator checked sbyte(Int256 value) => checked((sbyte)value.SignedLimb<sbyte>());

    public static explicit operator short(Int256 value) => (short)value._bits._u0;

    public static explicit operator checked short(Int256 value) => checked((short)value.SignedLimb<short>());

    public static explicit operator int(Int256 value) => (int)value._bits._u0;

    public static explicit operator checked int(Int256 value) => checked((int)value.SignedLimb<int>());

    public static explicit operator long(Int256 value) => (long)value._bits._u0;

    public static explicit operator checked long(Int256 value) => value.SignedLimb<long>();

    public static explicit operator nint(Int256 value) => (nint)value._bits._u0;

    public static explicit operator checked nint(Int256 value) => checked((nint)value.SignedLimb<nint>());

    public static explicit operator UInt128(Int256 value) => (UInt128)value._bits;

    public static explicit operator checked UInt128(Int256 value) => checked((UInt128)value._bits);

    public static explicit operator Int128(Int256 value) => (Int128)value._bits;

    public static explicit operator checked Int128(Int256 value)
    {
        Int128 number = (Int128)value._bits;
        if (number != value)
        {
            ArithmeticFault.DoesNotFit<Int128>();
        }

        return number;
    }

    /// <summary>Wraps: the number modulo 2^256, its upper half below zero.</summary>
    public static explicit operator Int256(BigInteger value) => new((UInt256)value);

    public static explicit operator checked Int256(BigInteger value)
    {
        // The length of a negative number's two's complement is counted without its sign: 255 bits hold
        // -2^255.
        if (value.GetBitLength() > 255)
        {
            ThrowOverflow("a BigInteger");
        }

        return (Int256)value;
    }

    public static explicit operator BigInteger(Int256 value)
    {
        BigInteger magnitude = (BigInteger)UnsignedAbs(in value);
        return value.IsNegative ? -magnitude : magnitude;
    }

    // A negative number's pattern is beyond every unsigned type, so their checked conversions see an overflow
    // anyway.
    private long SignedLimb<T>()
    {
        long low = (long)_bits._u0;
        if (_bits != UInt256.SignExtended(low))
        {
            ArithmeticFault.DoesNotFit<T>();
        }

        return low;
    }
}
