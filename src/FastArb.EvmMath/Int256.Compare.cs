using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

public readonly partial struct Int256
    : IEquatable<Int256>,
        IComparable<Int256>,
        IComparable,
        IComparisonOperators<Int256, Int256, bool>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator ==(Int256 left, Int256 right) => UInt256.Same(in left._bits, in right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator !=(Int256 left, Int256 right) => !UInt256.Same(in left._bits, in right._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <(Int256 left, Int256 right) => Less(in left, in right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >(Int256 left, Int256 right) => Less(in right, in left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <=(Int256 left, Int256 right) => !Less(in right, in left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >=(Int256 left, Int256 right) => !Less(in left, in right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 Min(Int256 x, Int256 y) => Less(in y, in x) ? y : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 Max(Int256 x, Int256 y) => Less(in x, in y) ? y : x;

    public static Int256 Clamp(Int256 value, Int256 min, Int256 max)
    {
        if (Less(in max, in min))
        {
            ArithmeticFault.EmptyRange(nameof(min));
        }

        return Min(Max(value, min), max);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(Int256 other) => UInt256.Same(in _bits, in other._bits);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Int256 other && Equals(other);

    /// <summary>The same in every process and on every machine.</summary>
    public override int GetHashCode() => _bits.GetHashCode();

    public int CompareTo(Int256 other)
    {
        int above = Less(in other, in this) ? 1 : 0;
        int below = Less(in this, in other) ? 1 : 0;
        return above - below;
    }

    public int CompareTo(object? obj)
    {
        if (obj is null)
        {
            return 1;
        }

        if (obj is not Int256 other)
        {
            ArithmeticFault.NotA(nameof(obj), out other);
        }

        return CompareTo(other);
    }

    // Turning the sign bit over maps the order of int256 onto that of uint256.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Less(in Int256 a, in Int256 b) => UInt256.Less(Biased(in a), Biased(in b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt256 Biased(in Int256 value) =>
        new(value._bits._u0, value._bits._u1, value._bits._u2, value._bits._u3 ^ (1UL << 63));
}
