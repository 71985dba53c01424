// Runs on any thread, on every hot path. No allocation.
// Costs: 20 to 40 ns, by the limbs of the divisor and of the quotient.
using System.Numerics;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// 512 bits by 256, quotient below 2^256: what a multiplication followed by a division needs.
/// </summary>
internal static class WideDivision
{
    /// <summary><paramref name="high"/> must be below the divisor, so the divisor is not zero.</summary>
    public static void DivRem(
        in UInt256 high,
        in UInt256 low,
        in UInt256 d,
        out UInt256 quotient,
        out UInt256 remainder
    )
    {
        if (d._u3 != 0)
        {
            By4(in high, in low, in d, out quotient, out remainder);
        }
        else if (d._u2 != 0)
        {
            By3(in high, in low, in d, out quotient, out remainder);
        }
        else if (high.IsZero)
        {
            UInt256.TryDivRem(in low, in d, out quotient, out remainder);
        }
        else if (d._u1 != 0)
        {
            By2(in high, in low, in d, out quotient, out remainder);
        }
        else
        {
            ulong q3 = Limb.DivRem(high._u0, low._u3, d._u0, out ulong r);
            ulong q2 = Limb.DivRem(r, low._u2, d._u0, out r);
            ulong q1 = Limb.DivRem(r, low._u1, d._u0, out r);
            ulong q0 = Limb.DivRem(r, low._u0, d._u0, out r);
            quotient = new UInt256(q0, q1, q2, q3);
            remainder = new UInt256(r);
        }
    }

    /// <summary>
    /// The upper limb of a quotient that is known to have two, by a divisor of three limbs or four.
    /// </summary>
    public static ulong TwoLimbs(in UInt256 high, in UInt256 low, in UInt256 d, out ulong lower)
    {
        int s;
        ulong n1;
        ulong r0;
        ulong r1;
        ulong r2;
        ulong upper;
        if (d._u3 == 0)
        {
            s = BitOperations.LeadingZeroCount(d._u2);
            ulong e2 = Limb.ShiftLeft(d._u2, d._u1, s);
            ulong e1 = Limb.ShiftLeft(d._u1, d._u0, s);
            ulong e0 = d._u0 << s;
            r2 = Limb.ShiftLeft(high._u0, low._u3, s);
            r1 = Limb.ShiftLeft(low._u3, low._u2, s);
            r0 = Limb.ShiftLeft(low._u2, low._u1, s);
            n1 = Limb.ShiftLeft(low._u1, low._u0, s);
            upper = QuotientLimb.By3(e2, e1, e0, ref r2, ref r1, ref r0, n1);
            lower = QuotientLimb.By3(e2, e1, e0, ref r2, ref r1, ref r0, low._u0 << s);
            return upper;
        }

        s = BitOperations.LeadingZeroCount(d._u3);
        ulong d3 = Limb.ShiftLeft(d._u3, d._u2, s);
        ulong d2 = Limb.ShiftLeft(d._u2, d._u1, s);
        ulong d1 = Limb.ShiftLeft(d._u1, d._u0, s);
        ulong d0 = d._u0 << s;
        ulong r3 = Limb.ShiftLeft(high._u1, high._u0, s);
        r2 = Limb.ShiftLeft(high._u0, low._u3, s);
        r1 = Limb.ShiftLeft(low._u3, low._u2, s);
        r0 = Limb.ShiftLeft(low._u2, low._u1, s);
        n1 = Limb.ShiftLeft(low._u1, low._u0, s);
        upper = QuotientLimb.By4(d3, d2, d1, d0, ref r3, ref r2, ref r1, ref r0, n1);
        lower = QuotientLimb.By4(d3, d2, d1, d0, ref r3, ref r2, ref r1, ref r0, low._u0 << s);
        return upper;
    }

    private static void By2(
        in UInt256 high,
        in UInt256 low,
        in UInt256 d,
        out UInt256 quotient,
        out UInt256 remainder
    )
    {
        int s = BitOperations.LeadingZeroCount(d._u1);
        ulong d1 = Limb.ShiftLeft(d._u1, d._u0, s);
        ulong d0 = d._u0 << s;
        ulong r1 = Limb.ShiftLeft(high._u1, high._u0, s);
        ulong r0 = Limb.ShiftLeft(high._u0, low._u3, s);
        ulong q3 = QuotientLimb.By2(d1, d0, ref r1, ref r0, Limb.ShiftLeft(low._u3, low._u2, s));
        ulong q2 = QuotientLimb.By2(d1, d0, ref r1, ref r0, Limb.ShiftLeft(low._u2, low._u1, s));
        ulong q1 = QuotientLimb.By2(d1, d0, ref r1, ref r0, Limb.ShiftLeft(low._u1, low._u0, s));
        ulong q0 = QuotientLimb.By2(d1, d0, ref r1, ref r0, low._u0 << s);
        quotient = new UInt256(q0, q1, q2, q3);
        remainder = new UInt256(Limb.ShiftRight(r1, r0, s), r1 >> s);
    }

    public static void By3(
        in UInt256 high,
        in UInt256 low,
        in UInt256 d,
        out UInt256 quotient,
        out UInt256 remainder
    )
    {
        int s = BitOperations.LeadingZeroCount(d._u2);
        ulong d2 = Limb.ShiftLeft(d._u2, d._u1, s);
        ulong d1 = Limb.ShiftLeft(d._u1, d._u0, s);
        ulong d0 = d._u0 << s;
        ulong r2 = Limb.ShiftLeft(high._u2, high._u1, s);
        ulong r1 = Limb.ShiftLeft(high._u1, high._u0, s);
        ulong r0 = Limb.ShiftLeft(high._u0, low._u3, s);
        ulong q3 = QuotientLimb.By3(d2, d1, d0, ref r2, ref r1, ref r0, Limb.ShiftLeft(low._u3, low._u2, s));
        ulong q2 = QuotientLimb.By3(d2, d1, d0, ref r2, ref r1, ref r0, Limb.ShiftLeft(low._u2, low._u1, s));
        ulong q1 = QuotientLimb.By3(d2, d1, d0, ref r2, ref r1, ref r0, Limb.ShiftLeft(low._u1, low._u0, s));
        ulong q0 = QuotientLimb.By3(d2, d1, d0, ref r2, ref r1, ref r0, low._u0 << s);
        quotient = new UInt256(q0, q1, q2, q3);
        remainder = new UInt256(Limb.ShiftRight(r1, r0, s), Limb.ShiftRight(r2, r1, s), r2 >> s);
    }

    public static void By4(
        in UInt256 high,
        in UInt256 low,
        in UInt256 d,
        out UInt256 quotient,
        out UInt256 remainder
    )
    {
        int s = BitOperations.LeadingZeroCount(d._u3);
        ulong d3 = Limb.ShiftLeft(d._u3, d._u2, s);
        ulong d2 = Limb.ShiftLeft(d._u2, d._u1, s);
        ulong d1 = Limb.ShiftLeft(d._u1, d._u0, s);
        ulong d0 = d._u0 << s;
        ulong r3 = Limb.ShiftLeft(high._u3, high._u2, s);
        ulong r2 = Limb.ShiftLeft(high._u2, high._u1, s);
        ulong r1 = Limb.ShiftLeft(high._u1, high._u0, s);
        ulong r0 = Limb.ShiftLeft(high._u0, low._u3, s);
        ulong q3 = QuotientLimb.By4(
            d3,
            d2,
            d1,
            d0,
            ref r3,
            ref r2,
            ref r1,
            ref r0,
            Limb.ShiftLeft(low._u3, low._u2, s)
        );
        ulong q2 = QuotientLimb.By4(
            d3,
            d2,
            d1,
            d0,
            ref r3,
            ref r2,
            ref r1,
            ref r0,
            Limb.ShiftLeft(low._u2, low._u1, s)
        );
        ulong q1 = QuotientLimb.By4(
            d3,
            d2,
            d1,
            d0,
            ref r3,
            ref r2,
            ref r1,
            ref r0,
            Limb.ShiftLeft(low._u1, low._u0, s)
        );
        ulong q0 = QuotientLimb.By4(d3, d2, d1, d0, ref r3, ref r2, ref r1, ref r0, low._u0 << s);
        quotient = new UInt256(q0, q1, q2, q3);
        remainder = new UInt256(
            Limb.ShiftRight(r1, r0, s),
            Limb.ShiftRight(r2, r1, s),
            Limb.ShiftRight(r3, r2, s),
            r3 >> s
        );
    }
}
