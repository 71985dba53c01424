// Runs on any thread, on every hot path. No allocation.
// Costs: 5 to 9 ns to prepare, 7 ns per quotient limb.
using System.Runtime.CompilerServices;

namespace FastArb.EvmMath.Internals;

/// <summary>Four normalised limbs to divide by: see <see cref="Divisor2"/>, which finds each quotient limb.</summary>
internal readonly ref struct Divisor4
{
    private readonly Divisor2 _top;
    private readonly ulong _d3;
    private readonly ulong _d2;
    private readonly ulong _d1;
    private readonly ulong _d0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Divisor4(ulong d3, ulong d2, ulong d1, ulong d0)
    {
        _top = new Divisor2(d3, d2);
        _d3 = d3;
        _d2 = d2;
        _d1 = d1;
        _d0 = d0;
    }

    /// <summary>
    /// One quotient limb of <c>(r3, r2, r1, r0, next)</c>; <c>(r3, r2, r1, r0)</c> must be below the divisor and
    /// becomes the remainder.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextLimb(ref ulong r3, ref ulong r2, ref ulong r1, ref ulong r0, ulong next)
    {
        if (r3 == 0 && r2 < _d3)
        {
            r3 = r2;
            r2 = r1;
            r1 = r0;
            r0 = next;
            return 0;
        }

        if (r3 == _d3 && r2 == _d2)
        {
            // By copies: a variable whose address a call takes lives in memory everywhere.
            ulong t3 = r3;
            ulong t2 = r2;
            ulong t1 = r1;
            ulong t0 = r0;
            ulong largest = LargestLimb(ref t3, ref t2, ref t1, ref t0, next);
            r3 = t3;
            r2 = t2;
            r1 = t1;
            r0 = t0;
            return largest;
        }

        ulong q = _top.NextLimb(ref r3, ref r2, r1);

        // What the upper two limbs of the divisor cannot know: the quotient limb may be one too many.
        ulong taken = Limb.MultiplySubtract(next, q, _d0, 0, out ulong s0);
        taken = Limb.MultiplySubtract(r0, q, _d1, taken, out ulong s1);
        ulong s2 = r2 - taken;
        ulong borrow = Limb.Below(r2, taken);
        r0 = s0;
        r1 = s1;
        r2 = s2;
        if (r3 < borrow)
        {
            q--;
            ulong carry = 0;
            r0 = Limb.Add(s0, _d0, ref carry);
            r1 = Limb.Add(s1, _d1, ref carry);
            r2 = Limb.Add(s2, _d2, ref carry);
            r3 = r3 + _d3 + carry;
        }

        r3 -= borrow;
        return q;
    }

    // As in Divisor3: the largest limb, and divisor + next - (divisor - remainder) * 2^64.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong LargestLimb(ref ulong r3, ref ulong r2, ref ulong r1, ref ulong r0, ulong next)
    {
        ulong borrow = 0;
        ulong gap0 = Limb.Subtract(_d0, r0, ref borrow);
        ulong gap1 = Limb.Subtract(_d1, r1, ref borrow);
        ulong carry = 0;
        r0 = Limb.Add(_d0, next, ref carry);
        r1 = Limb.Add(_d1, 0, ref carry);
        r2 = Limb.Add(_d2, 0, ref carry);
        r3 = _d3 + carry;
        borrow = 0;
        r1 = Limb.Subtract(r1, gap0, ref borrow);
        r2 = Limb.Subtract(r2, gap1, ref borrow);
        r3 -= borrow;
        return ulong.MaxValue;
    }
}
