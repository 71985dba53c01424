// Runs on any thread, on every hot path. No allocation.
// Costs: 5 to 10 ns per quotient limb, most of it the hardware division.
using System.Runtime.CompilerServices;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// Long division one quotient limb at a time, Knuth's algorithm D over the hardware's 128-by-64-bit division.
/// The divisor is normalised (top bit set); the remainder so far is below it; <c>next</c> is the dividend's
/// next limb.
/// </summary>
/// <remarks>
/// A reciprocal (Möller and Granlund 2011) needs as many instructions per limb and a division to prepare: it
/// pays only beyond the four limbs that a word can have. The slow paths are static, take values and give
/// values: a variable whose address a call takes would live in memory everywhere.
/// </remarks>
internal static class QuotientLimb
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong By2(ulong d1, ulong d0, ref ulong r1, ref ulong r0, ulong next)
    {
        if (r1 == 0 && r0 < d1)
        {
            r1 = r0;
            r0 = next;
            return 0;
        }

        if (r1 < d1)
        {
            return FromBelowBy2(d1, d0, ref r1, ref r0, next);
        }

        ulong largest = Largest2(d1, d0, r0, next, out ulong t1, out ulong t0);
        r1 = t1;
        r0 = t0;
        return largest;
    }

    /// <summary>The same where the remainder's upper limb is known to be below the divisor's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong FromBelowBy2(ulong d1, ulong d0, ref ulong r1, ref ulong r0, ulong next)
    {
        ulong q = Limb.DivRem(r1, r0, d1, out ulong rest);
        ulong p1 = Limb.Multiply(q, d0, out ulong p0);
        p1 += Limb.Below(next, p0);
        r0 = next - p0;
        r1 = rest - p1;

        // Measured: where divisors are random and this is mispredicted most often, a mask instead is slower
        // still, since all that follows then waits for it.
        if (rest < p1)
        {
            q -= AddBack2(d1, d0, ref r1, ref r0);
        }

        return q;
    }

    /// <summary>The last limb, where nobody asks for the remainder.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LastBy2(ulong d1, ulong d0, ulong r1, ulong r0, ulong next)
    {
        if (r1 >= d1)
        {
            return Largest2(d1, d0, r0, next, out _, out _);
        }

        return FromBelowBy2(d1, d0, ref r1, ref r0, next);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong By3(
        ulong d2,
        ulong d1,
        ulong d0,
        ref ulong r2,
        ref ulong r1,
        ref ulong r0,
        ulong next
    )
    {
        if (r2 == 0 && r1 < d2)
        {
            r2 = r1;
            r1 = r0;
            r0 = next;
            return 0;
        }

        ulong a = r2;
        ulong b = r1;
        ulong q;
        if (a < d2)
        {
            q = FromBelowBy2(d2, d1, ref a, ref b, r0);
        }
        else if (b == d1)
        {
            q = Largest4(0, d2, d1, d0, d1, r0, next, out _, out ulong t2, out ulong t1, out ulong t0);
            r2 = t2;
            r1 = t1;
            r0 = t0;
            return q;
        }
        else
        {
            q = Largest2(d2, d1, b, r0, out ulong t2, out ulong t1);
            a = t2;
            b = t1;
        }

        // What the upper two limbs of the divisor cannot know: the quotient limb may be one too many.
        ulong taken = Limb.MultiplySubtract(next, q, d0, 0, out ulong s0);
        ulong s1 = b - taken;
        ulong borrow = Limb.Below(b, taken);
        if (a < borrow)
        {
            q--;
            ulong carry = 0;
            s0 = Limb.Add(s0, d0, ref carry);
            s1 = Limb.Add(s1, d1, ref carry);
            a = a + d2 + carry;
        }

        r0 = s0;
        r1 = s1;
        r2 = a - borrow;
        return q;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong By4(
        ulong d3,
        ulong d2,
        ulong d1,
        ulong d0,
        ref ulong r3,
        ref ulong r2,
        ref ulong r1,
        ref ulong r0,
        ulong next
    )
    {
        if (r3 == 0 && r2 < d3)
        {
            r3 = r2;
            r2 = r1;
            r1 = r0;
            r0 = next;
            return 0;
        }

        ulong a = r3;
        ulong b = r2;
        ulong q;
        if (a < d3)
        {
            q = FromBelowBy2(d3, d2, ref a, ref b, r1);
        }
        else if (b == d2)
        {
            q = Largest4(
                d3,
                d2,
                d1,
                d0,
                r1,
                r0,
                next,
                out ulong t3,
                out ulong t2,
                out ulong t1,
                out ulong t0
            );
            r3 = t3;
            r2 = t2;
            r1 = t1;
            r0 = t0;
            return q;
        }
        else
        {
            q = Largest2(d3, d2, b, r1, out ulong t3, out ulong t2);
            a = t3;
            b = t2;
        }

        // What the upper two limbs of the divisor cannot know: the quotient limb may be one too many.
        ulong taken = Limb.MultiplySubtract(next, q, d0, 0, out ulong s0);
        taken = Limb.MultiplySubtract(r0, q, d1, taken, out ulong s1);
        ulong s2 = b - taken;
        ulong borrow = Limb.Below(b, taken);
        if (a < borrow)
        {
            q--;
            ulong carry = 0;
            s0 = Limb.Add(s0, d0, ref carry);
            s1 = Limb.Add(s1, d1, ref carry);
            s2 = Limb.Add(s2, d2, ref carry);
            a = a + d3 + carry;
        }

        r0 = s0;
        r1 = s1;
        r2 = s2;
        r3 = a - borrow;
        return q;
    }

    // The remainder is below zero: the limb was one too many, seldom two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddBack2(ulong d1, ulong d0, ref ulong r1, ref ulong r0)
    {
        ulong s0 = r0 + d0;
        ulong s1 = r1 + d1 + Limb.Below(s0, d0);
        ulong tooMany = 1;
        if (s1 > r1)
        {
            // No carry out of the sum: it is below zero still.
            tooMany = 2;
            s1 += d1;
            s0 += d0;
            s1 += Limb.Below(s0, d0);
        }

        r1 = s1;
        r0 = s0;
        return tooMany;
    }

    // With its upper limb equal to the divisor's, the remainder is below the divisor by less than a limb: the
    // largest limb leaves divisor + next - (divisor - remainder) * 2^64, and if that is negative, one less or
    // two.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Largest2(ulong d1, ulong d0, ulong r0, ulong next, out ulong rest1, out ulong rest0)
    {
        ulong carry = 0;
        ulong s0 = Limb.Add(d0, next, ref carry);
        ulong s1 = Limb.Add(d1, 0, ref carry);
        ulong borrow = 0;
        s1 = Limb.Subtract(s1, d0 - r0, ref borrow);
        ulong q = ulong.MaxValue;
        while (borrow > carry)
        {
            q--;
            ulong added = 0;
            s0 = Limb.Add(s0, d0, ref added);
            s1 = Limb.Add(s1, d1, ref added);
            borrow -= added;
        }

        rest0 = s0;
        rest1 = s1;
        return q;
    }

    // The same for more limbs, where what lies below the two equal ones cannot make it negative.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Largest4(
        ulong d3,
        ulong d2,
        ulong d1,
        ulong d0,
        ulong r1,
        ulong r0,
        ulong next,
        out ulong rest3,
        out ulong rest2,
        out ulong rest1,
        out ulong rest0
    )
    {
        ulong borrow = 0;
        ulong gap0 = Limb.Subtract(d0, r0, ref borrow);
        ulong gap1 = Limb.Subtract(d1, r1, ref borrow);
        ulong carry = 0;
        rest0 = Limb.Add(d0, next, ref carry);
        ulong s1 = Limb.Add(d1, 0, ref carry);
        ulong s2 = Limb.Add(d2, 0, ref carry);
        ulong s3 = d3 + carry;
        borrow = 0;
        rest1 = Limb.Subtract(s1, gap0, ref borrow);
        rest2 = Limb.Subtract(s2, gap1, ref borrow);
        rest3 = s3 - borrow;
        return ulong.MaxValue;
    }
}
