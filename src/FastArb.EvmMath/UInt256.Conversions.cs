using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

// As UInt128 has it: widening is implicit; narrowing and signed sources are explicit, wrap by default and
// throw where the context is checked. BigInteger is explicit both ways, although nothing is lost, because it
// allocates.
public readonly partial struct UInt256
{
    public static implicit operator UInt256(byte value) => new(value);

    public static implicit operator UInt256(char value) => new(value);

    public static implicit operator UInt256(ushort value) => new(value);

    public static implicit operator UInt256(uint value) => new(value);

    public static implicit operator UInt256(ulong value) => new(value);

    public static implicit operator UInt256(nuint value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator UInt256(UInt128 value) => new((ulong)value, (ulong)(value >> 64));

    public static explicit operator UInt256(sbyte value) => SignExtended(value);

    public static explicit operator checked UInt256(sbyte value) => NotNegative(value);

    public static explicit operator UInt256(short value) => SignExtended(value);

    public static explicit operator checked UInt256(short value) => NotNegative(value);

    public static explicit operator UInt256(int value) => SignExtended(value);

    public static explicit operator checked UInt256(int value) => NotNegative(value);

    public static explicit operator UInt256(long value) => SignExtended(value);

    public static explicit operator checked UInt256(long value) => NotNegative(value);

    public static explicit operator UInt256(nint value) => SignExtended(value);

    public static explicit operator checked UInt256(nint value) => NotNegative(value);

    public static explicit operator UInt256(Int128 value)
    {
        ulong high = (ulong)(value >> 64);
        ulong sign = (ulong)((long)high >> 63);
        return new UInt256((ulong)value, high, sign, sign);
    }

    public static explicit operator checked UInt256(Int128 value)
    {
        if (Int128.IsNegative(value))
        {
            ThrowOverflow("a negative number");
        }

        return (UInt128)value;
    }

    public static explicit operator byte(UInt256 value) => (byte)value._u0;

    public static explicit operator checked byte(UInt256 value) => (byte)value.LimbUpTo<byte>(byte.MaxValue);

    public static explicit operator char(UInt256 value) => (char)value._u0;

    public static explicit operator checked char(UInt256 value) => (char)value.LimbUpTo<char>(char.MaxValue);

    public static explicit operator ushort(UInt256 value) => (ushort)value._u0;

    public static explicit operator checked ushort(UInt256 value) =>
        (ushort)value.LimbUpTo<ushort>(ushort.MaxValue);

    public static explicit operator uint(UInt256 value) => (uint)value._u0;

    public static explicit operator checked uint(UInt256 value) => (uint)value.LimbUpTo<uint>(uint.MaxValue);

    public static explicit operator ulong(UInt256 value) => value._u0;

    public static explicit operator checked ulong(UInt256 value) => value.LimbUpTo<ulong>(ulong.MaxValue);

    public static explicit operator nuint(UInt256 value) => (nuint)value._u0;

    public static explicit operator checked nuint(UInt256 value) =>
        (nuint)value.LimbUpTo<nuint>(nuint.MaxValue);

    public static explicit operator sbyte(UInt256 value) => (sbyte)value._u0;

    public static explicit operator checked sbyte(UInt256 value) =>
        (sbyte)value.LimbUpTo<sbyte>((ulong)sbyte.MaxValue);

    public static explicit operator short(UInt256 value) => (short)value._u0;

    public static explicit operator checked short(UInt256 value) =>
        (short)value.LimbUpTo<short>((ulong)short.MaxValue);

    public static explicit operator int(UInt256 value) => (int)value._u0;

    public static explicit operator checked int(UInt256 value) =>
        (int)value.LimbUpTo<int>((ulong)int.MaxValue);

    public static explicit operator long(UInt256 value) => (long)value._u0;

    public static explicit operator checked long(UInt256 value) =>
        (long)value.LimbUpTo<long>((ulong)long.MaxValue);

    public static explicit operator nint(UInt256 value) => (nint)value._u0;

    public static explicit operator checked nint(UInt256 value) =>
        (nint)value.LimbUpTo<nint>((ulong)nint.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static explicit operator UInt128(UInt256 value) => new(value._u1, value._u0);

    public static explicit operator checked UInt128(UInt256 value)
    {
        if ((value._u3 | value._u2) != 0)
        {
            ArithmeticFault.DoesNotFit<UInt128>();
        }

        return new UInt128(value._u1, value._u0);
    }

    public static explicit operator Int128(UInt256 value) => new(value._u1, value._u0);

    public static explicit operator checked Int128(UInt256 value)
    {
        if ((value._u3 | value._u2) != 0 || (long)value._u1 < 0)
        {
            ArithmeticFault.DoesNotFit<Int128>();
        }

        return new Int128(value._u1, value._u0);
    }

    /// <summary>Wraps: the number modulo 2^256, in two's complement below zero.</summary>
    public static explicit operator UInt256(BigInteger value) =>
        new(LimbOf(value), LimbOf(value >> 64), LimbOf(value >> 128), LimbOf(value >> 192));

    public static explicit operator checked UInt256(BigInteger value)
    {
        if (BigInteger.IsNegative(value) || value.GetBitLength() > 256)
        {
            ThrowOverflow("a BigInteger");
        }

        return (UInt256)value;
    }

    public static explicit operator BigInteger(UInt256 value) =>
        ((BigInteger)new UInt128(value._u3, value._u2) << 128) | new UInt128(value._u1, value._u0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static UInt256 SignExtended(long value)
    {
        ulong sign = (ulong)(value >> 63);
        return new UInt256((ulong)value, sign, sign, sign);
    }

    private static UInt256 NotNegative(long value)
    {
        if (value < 0)
        {
            ThrowOverflow("a negative number");
        }

        return new UInt256((ulong)value);
    }

    private static ulong LimbOf(BigInteger value) => (ulong)(value & ulong.MaxValue);

    private ulong LimbUpTo<T>(ulong max)
    {
        if ((_u3 | _u2 | _u1) != 0 || _u0 > max)
        {
            ArithmeticFault.DoesNotFit<T>();
        }

        return _u0;
    }
}
