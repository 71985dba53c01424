// Runs on any thread, on every hot path. No allocation.
// Costs: 5 ns per quotient limb, most of it the hardware division.
using System.Runtime.CompilerServices;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// Two normalised limbs (top bit set) to divide by, one quotient limb at a time: Knuth's algorithm D with the
/// hardware's 128-by-64-bit division. A reciprocal (Möller and Granlund 2011) needs as many instructions per
/// limb and a division to prepare, so that it pays only beyond the four limbs that a word can have.
/// </summary>
internal readonly ref struct Divisor2
{
    private readonly ulong _d1;
    private readonly ulong _d0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Divisor2(ulong d1, ulong d0)
    {
        _d1 = d1;
        _d0 = d0;
    }

    /// <summary>
    /// One quotient limb of <c>(r1, r0, next)</c>; <c>(r1, r0)</c> must be below the divisor and becomes the
    /// remainder.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextLimb(ref ulong r1, ref ulong r0, ulong next)
    {
        if (r1 >= _d1)
        {
            // By copies: a variable whose address a call takes lives in memory everywhere.
            ulong t1 = r1;
            ulong t0 = r0;
            ulong largest = LargestLimbs(ref t1, ref t0, next);
            r1 = t1;
            r0 = t0;
            return largest;
        }

        ulong q = Limb.DivRem(r1, r0, _d1, out ulong rest);
        ulong p1 = Limb.Multiply(q, _d0, out ulong p0);
        ulong s0 = next - p0;
        p1 += Limb.Below(next, p0);
        ulong s1 = rest - p1;

        // One too many in a third of all cases, hence by mask: a branch would be mispredicted that often.
        ulong tooMany = 0UL - Limb.Below(rest, p1);
        q += tooMany;
        r0 = s0 + (_d0 & tooMany);
        r1 = s1 + (_d1 & tooMany) + Limb.Below(r0, s0);
        if (r1 > s1)
        {
            // The divisor, added back, gave no carry, so that this is below zero still: two too many. Seldom.
            q--;
            s0 = r0 + _d0;
            r1 = r1 + _d1 + Limb.Below(s0, r0);
            r0 = s0;
        }

        return q;
    }

    // With its upper limb equal to the divisor's, the remainder is below the divisor by less than a limb: the
    // largest limb leaves divisor + next - (divisor - remainder) * 2^64, and if that is negative, one less or two.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong LargestLimbs(ref ulong r1, ref ulong r0, ulong next)
    {
        ulong gap = _d0 - r0;
        ulong carry = 0;
        ulong s0 = Limb.Add(_d0, next, ref carry);
        ulong s1 = Limb.Add(_d1, 0, ref carry);
        ulong borrow = 0;
        s1 = Limb.Subtract(s1, gap, ref borrow);
        ulong q = ulong.MaxValue;
        ulong negative = borrow - carry;
        while (negative != 0)
        {
            q--;
            carry = 0;
            s0 = Limb.Add(s0, _d0, ref carry);
            s1 = Limb.Add(s1, _d1, ref carry);
            negative -= carry;
        }

        r0 = s0;
        r1 = s1;
        return q;
    }
}
