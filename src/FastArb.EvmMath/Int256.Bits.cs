using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastArb.EvmMath;

public readonly partial struct Int256
    : IBitwiseOperators<Int256, Int256, Int256>,
        IShiftOperators<Int256, int, Int256>
{
    /// <summary>Shifts in zeros; a count outside 0 to 255 gives 0, as the EVM's SHL does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftLeft(in Int256 a, int count, out Int256 result)
    {
        UInt256.ShiftLeft(in a._bits, count, out UInt256 bits);
        result = new Int256(in bits);
    }

    /// <summary>
    /// Rounds toward negative infinity; a count outside 0 to 255 gives 0 or -1 by the sign, as the EVM's SAR
    /// does.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftRight(in Int256 a, int count, out Int256 result)
    {
        ulong fill = Fill(in a);
        if ((uint)count < 256)
        {
            result = new Int256(UInt256.ShiftedRight(in a._bits, count, fill));
        }
        else
        {
            result = new Int256(new UInt256(fill, fill, fill, fill));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 operator &(Int256 left, Int256 right) => new(left._bits & right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 operator |(Int256 left, Int256 right) => new(left._bits | right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 operator ^(Int256 left, Int256 right) => new(left._bits ^ right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 operator ~(Int256 value) => new(~value._bits);

    /// <summary>Shifts by the count modulo 256, as C#'s own types do modulo their width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 operator <<(Int256 value, int shiftAmount) => new(value._bits << shiftAmount);

    /// <summary>Keeps the sign; shifts by the count modulo 256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 operator >>(Int256 value, int shiftAmount) =>
        new(UInt256.ShiftedRight(in value._bits, shiftAmount & 255, Fill(in value)));

    /// <summary>Shifts in zeros; shifts by the count modulo 256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 operator >>>(Int256 value, int shiftAmount) => new(value._bits >>> shiftAmount);

    public static Int256 RotateLeft(Int256 value, int rotateAmount) =>
        new(UInt256.RotateLeft(value._bits, rotateAmount));

    public static Int256 RotateRight(Int256 value, int rotateAmount) =>
        new(UInt256.RotateRight(value._bits, rotateAmount));

    /// <summary>256 for 0, and 0 for every negative number.</summary>
    public static int LeadingZeroCount(in Int256 value) => UInt256.LeadingZeroCount(in value._bits);

    /// <summary>256 for 0.</summary>
    public static int TrailingZeroCount(in Int256 value) => UInt256.TrailingZeroCount(in value._bits);

    /// <summary>The ones of the two's complement.</summary>
    public static int PopCount(in Int256 value) => UInt256.PopCount(in value._bits);

    public static bool IsPow2(Int256 value) => !value.IsNegative && UInt256.IsPow2(value._bits);

    /// <summary>The index of the highest bit set; 0 for 0. Throws below zero, as Int128 does.</summary>
    public static Int256 Log2(Int256 value)
    {
        if (value.IsNegative)
        {
            Internals.ArithmeticFault.Negative(nameof(value));
        }

        return new Int256(UInt256.Log2(value._bits));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fill(in Int256 value) => (ulong)((long)value._bits._u3 >> 63);
}
