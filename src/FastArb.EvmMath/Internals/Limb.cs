// Runs on any thread, on every hot path. No allocation, no branch on data except where a comment says so.
// Costs: a product 1 ns, a sum with carry 0.5 ns, a hardware division 2.5 to 5 ns.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FastArb.EvmMath.Internals;

/// <summary>Arithmetic on one 64-bit limb with its carry, the bricks of everything wider.</summary>
internal static class Limb
{
    /// <summary>The high limb of <c>a * b</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Multiply(ulong a, ulong b, out ulong low)
    {
        // Measured: mulx leaves its low limb in memory, and that is still cheaper than a second
        // multiplication.
        return Math.BigMul(a, b, out low);
    }

    /// <summary>The high limb of <c>a * b + c</c>, which always fits two limbs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong a, ulong b, ulong c, out ulong low)
    {
        ulong high = Multiply(a, b, out ulong product);
        low = product + c;
        return high + Below(low, c);
    }

    /// <summary>The high limb of <c>a * b + c + d</c>, which always fits two limbs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong a, ulong b, ulong c, ulong d, out ulong low)
    {
        ulong high = Multiply(a, b, out ulong product);
        ulong sum = product + c;
        high += Below(sum, c);
        low = sum + d;
        return high + Below(low, d);
    }

    /// <summary>
    /// 1 when <paramref name="a"/> is below <paramref name="b"/>: the carry of a wrapped sum that is below
    /// what was
    /// added, the borrow of a wrapped difference whose minuend is below what was taken away.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Below(ulong a, ulong b) => a < b ? 1UL : 0UL;

    /// <summary>
    /// <c>a + b + carry</c>, wrapped; <paramref name="carry"/> (0 or 1) is replaced by the new one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong a, ulong b, ref ulong carry)
    {
        ulong partial = a + b;
        ulong sum = partial + carry;
        carry = Below(partial, a) | Below(sum, partial);
        return sum;
    }

    /// <summary>
    /// <c>a - b - borrow</c>, wrapped; <paramref name="borrow"/> (0 or 1) is replaced by the new one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong a, ulong b, ref ulong borrow)
    {
        ulong partial = a - b;
        ulong difference = partial - borrow;
        borrow = (a < b ? 1UL : 0UL) | (partial < borrow ? 1UL : 0UL);
        return difference;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LowerHalf(in UInt128 n) => Unsafe.As<UInt128, ulong>(ref Unsafe.AsRef(in n));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong UpperHalf(in UInt128 n) =>
        Unsafe.Add(ref Unsafe.As<UInt128, ulong>(ref Unsafe.AsRef(in n)), 1);

    /// <summary>The upper limb of <c>(high, low) &lt;&lt; shift</c>, for shifts of 0 to 63.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ShiftLeft(ulong high, ulong low, int shift) =>
        (high << shift) | ((low >> 1) >> ~shift);

    /// <summary>The lower limb of <c>(high, low) &gt;&gt; shift</c>, for shifts of 0 to 63.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ShiftRight(ulong high, ulong low, int shift) =>
        (low >> shift) | ((high << 1) << ~shift);

    /// <summary>
    /// One limb of <c>minuend - factor * limb - carry</c>; the return value is what the next limb has to take
    /// away.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplySubtract(ulong minuend, ulong factor, ulong limb, ulong carry, out ulong rest)
    {
        ulong high = MultiplyAdd(factor, limb, carry, out ulong low);
        rest = minuend - low;
        return high + Below(minuend, low);
    }

    /// <summary>
    /// The quotient of two limbs by one; <paramref name="high"/> must be below the divisor.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong DivRem(ulong high, ulong low, ulong divisor, out ulong remainder)
    {
        Debug.Assert(high < divisor, "high < divisor: the quotient must fit one limb");
        if (X86Base.X64.IsSupported)
        {
            (ulong quotient, remainder) = X86Base.X64.DivRem(low, high, divisor);
            return quotient;
        }

        return DivRemWithoutHardware(high, low, divisor, out remainder);
    }

    /// <summary>Knuth's algorithm D on half limbs, for processors without a 128-by-64-bit division.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static ulong DivRemWithoutHardware(ulong high, ulong low, ulong divisor, out ulong remainder)
    {
        int shift = System.Numerics.BitOperations.LeadingZeroCount(divisor);
        ulong d = divisor << shift;
        ulong n = ShiftLeft(high, low, shift);
        ulong n0 = low << shift;
        ulong upper = HalfDigit(ref n, (uint)(n0 >> 32), d);
        ulong lower = HalfDigit(ref n, (uint)n0, d);
        remainder = n >> shift;
        return (upper << 32) + lower;
    }

    // One 32-bit quotient digit of (n, next) / d; n becomes the remainder.
    private static ulong HalfDigit(ref ulong n, uint next, ulong d)
    {
        ulong dHigh = d >> 32;
        ulong dLow = (uint)d;
        ulong digit = n / dHigh;
        ulong rest = n - (digit * dHigh);
        while (digit > uint.MaxValue || digit * dLow > ((rest << 32) | next))
        {
            digit--;
            rest += dHigh;
            if (rest > uint.MaxValue)
            {
                break;
            }
        }

        n = ((n << 32) | next) - (digit * d);
        return digit;
    }
}
