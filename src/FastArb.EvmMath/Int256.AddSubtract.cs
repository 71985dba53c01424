using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastArb.EvmMath;

public readonly partial struct Int256
    : IAdditionOperators<Int256, Int256, Int256>,
        ISubtractionOperators<Int256, Int256, Int256>,
        IIncrementOperators<Int256>,
        IDecrementOperators<Int256>,
        IUnaryNegationOperators<Int256, Int256>,
        IUnaryPlusOperators<Int256, Int256>
{
    /// <summary>Wraps: the low 256 bits of the sum, the EVM's ADD.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(in Int256 a, in Int256 b, out Int256 result)
    {
        UInt256.Add(in a._bits, in b._bits, out UInt256 bits);
        result = new Int256(in bits);
    }

    /// <summary>
    /// False when the sum lies outside -2^255 to 2^255 - 1; the result then is its low 256 bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdd(in Int256 a, in Int256 b, out Int256 result)
    {
        ulong aTop = a._bits._u3;
        ulong bTop = b._bits._u3;
        UInt256.Add(in a._bits, in b._bits, out UInt256 bits);
        result = new Int256(in bits);
        // Overflow: both operands differ in sign from the sum.
        return (long)((aTop ^ bits._u3) & (bTop ^ bits._u3)) >= 0;
    }

    /// <summary>Wraps: the low 256 bits of the difference, the EVM's SUB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(in Int256 a, in Int256 b, out Int256 result)
    {
        UInt256.Subtract(in a._bits, in b._bits, out UInt256 bits);
        result = new Int256(in bits);
    }

    /// <summary>
    /// False when the difference lies outside -2^255 to 2^255 - 1; the result then is its low 256 bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TrySubtract(in Int256 a, in Int256 b, out Int256 result)
    {
        ulong aTop = a._bits._u3;
        ulong bTop = b._bits._u3;
        UInt256.Subtract(in a._bits, in b._bits, out UInt256 bits);
        result = new Int256(in bits);
        // Overflow: the operands differ in sign, and so do the minuend and the difference.
        return (long)((aTop ^ bTop) & (aTop ^ bits._u3)) >= 0;
    }

    /// <summary>Wraps: -2^255 stays what it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(in Int256 a, out Int256 result)
    {
        UInt256.Negate(in a._bits, out UInt256 bits);
        result = new Int256(in bits);
    }

    /// <summary>False for -2^255, which stays what it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNegate(in Int256 a, out Int256 result) => TrySubtract(default, in a, out result);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 operator +(Int256 left, Int256 right)
    {
        Add(in left, in right, out Int256 sum);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 operator checked +(Int256 left, Int256 right)
    {
        if (!TryAdd(in left, in right, out Int256 sum))
        {
            ThrowOverflow("a sum");
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 operator -(Int256 left, Int256 right)
    {
        Subtract(in left, in right, out Int256 difference);
        return difference;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 operator checked -(Int256 left, Int256 right)
    {
        if (!TrySubtract(in left, in right, out Int256 difference))
        {
            ThrowOverflow("a difference");
        }

        return difference;
    }

    public static Int256 operator +(Int256 value) => value;

    public static Int256 operator -(Int256 value) => Zero - value;

    public static Int256 operator checked -(Int256 value) => checked(Zero - value);

    public static Int256 operator ++(Int256 value) => value + One;

    public static Int256 operator checked ++(Int256 value) => checked(value + One);

    public static Int256 operator --(Int256 value) => value - One;

    public static Int256 operator checked --(Int256 value) => checked(value - One);
}
