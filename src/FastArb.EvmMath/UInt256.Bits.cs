using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

public readonly partial struct UInt256
    : IBitwiseOperators<UInt256, UInt256, UInt256>,
        IShiftOperators<UInt256, int, UInt256>
{
    /// <summary>The number of bits without leading zeros: 0 for 0, 256 from 2^255 up.</summary>
    public int BitLength => 256 - LeadingZeroCount(in this);

    /// <summary>Shifts in zeros; a count outside 0 to 255 gives 0, as the EVM's SHL does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftLeft(in UInt256 a, int count, out UInt256 r)
    {
        if ((uint)count < 256)
        {
            r = ShiftedLeft(in a, count);
        }
        else
        {
            r = default;
        }
    }

    /// <summary>Shifts in zeros; a count outside 0 to 255 gives 0, as the EVM's SHR does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ShiftRight(in UInt256 a, int count, out UInt256 r)
    {
        if ((uint)count < 256)
        {
            r = ShiftedRight(in a, count, 0);
        }
        else
        {
            r = default;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator &(UInt256 left, UInt256 right) =>
        new(left._u0 & right._u0, left._u1 & right._u1, left._u2 & right._u2, left._u3 & right._u3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator |(UInt256 left, UInt256 right) =>
        new(left._u0 | right._u0, left._u1 | right._u1, left._u2 | right._u2, left._u3 | right._u3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator ^(UInt256 left, UInt256 right) =>
        new(left._u0 ^ right._u0, left._u1 ^ right._u1, left._u2 ^ right._u2, left._u3 ^ right._u3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator ~(UInt256 value) => new(~value._u0, ~value._u1, ~value._u2, ~value._u3);

    /// <summary>Shifts by the count modulo 256, as C#'s own types do modulo their width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator <<(UInt256 value, int shiftAmount) =>
        ShiftedLeft(in value, shiftAmount & 255);

    /// <inheritdoc cref="op_LeftShift"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator >>(UInt256 value, int shiftAmount) =>
        ShiftedRight(in value, shiftAmount & 255, 0);

    /// <inheritdoc cref="op_LeftShift"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator >>>(UInt256 value, int shiftAmount) =>
        ShiftedRight(in value, shiftAmount & 255, 0);

    public static UInt256 RotateLeft(UInt256 value, int rotateAmount) =>
        (value << rotateAmount) | (value >> -rotateAmount);

    public static UInt256 RotateRight(UInt256 value, int rotateAmount) =>
        (value >> rotateAmount) | (value << -rotateAmount);

    /// <summary>256 for 0.</summary>
    public static int LeadingZeroCount(in UInt256 value)
    {
        if (value._u3 != 0)
        {
            return BitOperations.LeadingZeroCount(value._u3);
        }

        if (value._u2 != 0)
        {
            return 64 + BitOperations.LeadingZeroCount(value._u2);
        }

        if (value._u1 != 0)
        {
            return 128 + BitOperations.LeadingZeroCount(value._u1);
        }

        return 192 + BitOperations.LeadingZeroCount(value._u0);
    }

    /// <summary>256 for 0.</summary>
    public static int TrailingZeroCount(in UInt256 value)
    {
        if (value._u0 != 0)
        {
            return BitOperations.TrailingZeroCount(value._u0);
        }

        if (value._u1 != 0)
        {
            return 64 + BitOperations.TrailingZeroCount(value._u1);
        }

        if (value._u2 != 0)
        {
            return 128 + BitOperations.TrailingZeroCount(value._u2);
        }

        return 192 + BitOperations.TrailingZeroCount(value._u3);
    }

    public static int PopCount(in UInt256 value) =>
        BitOperations.PopCount(value._u0)
        + BitOperations.PopCount(value._u1)
        + BitOperations.PopCount(value._u2)
        + BitOperations.PopCount(value._u3);

    /// <summary>The index of the highest bit set, from 0 to 255; -1 for 0.</summary>
    public static int MostSignificantBit(in UInt256 value) => 255 - LeadingZeroCount(in value);

    /// <summary>The index of the lowest bit set, from 0 to 255; -1 for 0.</summary>
    public static int LeastSignificantBit(in UInt256 value) =>
        value.IsZero ? -1 : TrailingZeroCount(in value);

    public static bool IsPow2(UInt256 value) => PopCount(in value) == 1;

    /// <summary>
    /// The index of the highest bit set as a word; 0 for 0, as <see cref="UInt128.Log2"/> has it.
    /// </summary>
    public static UInt256 Log2(UInt256 value) => new((ulong)MostSignificantBit(value | One));

    // Two moves of whole limbs, one shift within them: with a constant count, the usual case, nothing but the
    // shifts of the limbs that survive remains.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static UInt256 ShiftedLeft(in UInt256 a, int count)
    {
        ulong u0 = a._u0;
        ulong u1 = a._u1;
        ulong u2 = a._u2;
        ulong u3 = a._u3;
        if ((count & 128) != 0)
        {
            u3 = u1;
            u2 = u0;
            u1 = 0;
            u0 = 0;
        }

        if ((count & 64) != 0)
        {
            u3 = u2;
            u2 = u1;
            u1 = u0;
            u0 = 0;
        }

        int rest = count & 63;
        return new UInt256(
            u0 << rest,
            Limb.ShiftLeft(u1, u0, rest),
            Limb.ShiftLeft(u2, u1, rest),
            Limb.ShiftLeft(u3, u2, rest)
        );
    }

    /// <summary>The fill is 0, or all ones to shift a negative number arithmetically.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static UInt256 ShiftedRight(in UInt256 a, int count, ulong fill)
    {
        ulong u0 = a._u0;
        ulong u1 = a._u1;
        ulong u2 = a._u2;
        ulong u3 = a._u3;
        if ((count & 128) != 0)
        {
            u0 = u2;
            u1 = u3;
            u2 = fill;
            u3 = fill;
        }

        if ((count & 64) != 0)
        {
            u0 = u1;
            u1 = u2;
            u2 = u3;
            u3 = fill;
        }

        int rest = count & 63;
        return new UInt256(
            Limb.ShiftRight(u1, u0, rest),
            Limb.ShiftRight(u2, u1, rest),
            Limb.ShiftRight(u3, u2, rest),
            Limb.ShiftRight(fill, u3, rest)
        );
    }
}
