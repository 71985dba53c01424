using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

// Scalar on purpose: vector equality and order measured 0.3 ns faster on words at rest in memory and 6 ns
// slower on words just computed (see the note on forwarding in UInt256.AddSubtract.cs).
public readonly partial struct UInt256
    : IEquatable<UInt256>,
        IComparable<UInt256>,
        IComparable,
        IComparisonOperators<UInt256, UInt256, bool>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator ==(UInt256 left, UInt256 right) => Same(in left, in right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator !=(UInt256 left, UInt256 right) => !Same(in left, in right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <(UInt256 left, UInt256 right) => Less(in left, in right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >(UInt256 left, UInt256 right) => Less(in right, in left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <=(UInt256 left, UInt256 right) => !Less(in right, in left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >=(UInt256 left, UInt256 right) => !Less(in left, in right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 Min(UInt256 x, UInt256 y) => Less(in y, in x) ? y : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 Max(UInt256 x, UInt256 y) => Less(in x, in y) ? y : x;

    public static UInt256 Clamp(UInt256 value, UInt256 min, UInt256 max)
    {
        if (Less(in max, in min))
        {
            ArithmeticFault.EmptyRange(nameof(min));
        }

        return Min(Max(value, min), max);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(UInt256 other) => Same(in this, in other);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is UInt256 other && Equals(other);

    /// <summary>The same in every process and on every machine.</summary>
    public override int GetHashCode()
    {
        // Folded 128-bit products: a bit of any limb reaches every bit of the code, which multiplying each
        // limb by an odd constant does not do (the numbers around powers of two then meet).
        ulong lower = Fold(_u0 ^ 0x9E3779B97F4A7C15, _u1 ^ 0xC2B2AE3D27D4EB4F);
        ulong upper = Fold(_u2 ^ 0x165667B19E3779F9, _u3 ^ 0x27D4EB2F165667C5);
        ulong mixed = Fold(lower ^ 0xD6E8FEB86659FD93, upper ^ 0x85EBCA77C2B2AE63);
        return (int)(mixed ^ (mixed >> 32));
    }

    public int CompareTo(UInt256 other)
    {
        // Two flags subtracted, not a branch on each: sorting has no predictable outcome.
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

        if (obj is not UInt256 other)
        {
            ArithmeticFault.NotA(nameof(obj), out other);
        }

        return CompareTo(other);
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Same(in UInt256 a, in UInt256 b) =>
        a._u0 == b._u0 && a._u1 == b._u1 && a._u2 == b._u2 && a._u3 == b._u3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Less(in UInt256 a, in UInt256 b)
    {
        ulong aHigh = a._u3;
        ulong bHigh = b._u3;
        ulong aLow = a._u2;
        ulong bLow = b._u2;
        // The one branch: amounts and prices nearly always both fit 128 bits, or nearly always do not.
        if (((aHigh ^ bHigh) | (aLow ^ bLow)) == 0)
        {
            aHigh = a._u1;
            bHigh = b._u1;
            aLow = a._u0;
            bLow = b._u0;
        }

        return (aHigh < bHigh) | ((aHigh == bHigh) & (aLow < bLow));
    }
}
