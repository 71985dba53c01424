// Runs on any thread, on every hot path. No allocation.
// Costs: 256 by 64 or 128 bits 10 ns, by more 13 to 16 ns.
using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

public readonly partial struct UInt256
{
    /// <summary>
    /// False when the divisor is zero; quotient and remainder then are 0, as the EVM's DIV and MOD.
    /// </summary>
    public static bool TryDivRem(in UInt256 n, in UInt256 d, out UInt256 quotient, out UInt256 remainder)
    {
        if ((d._u3 | d._u2) == 0)
        {
            if (d._u1 != 0)
            {
                DivideBy2Limbs(in n, d._u1, d._u0, out quotient, out remainder);
                return true;
            }

            if (d._u0 == 0)
            {
                quotient = default;
                remainder = default;
                return false;
            }

            DivideByLimb(in n, d._u0, out quotient, out ulong rest);
            remainder = new UInt256(rest);
            return true;
        }

        // Three or four limbs of divisor. A shorter dividend skips the leading quotient limbs by itself.
        UInt256 zero = default;
        if (d._u3 != 0)
        {
            WideDivision.By4(in zero, in n, in d, out quotient, out remainder);
        }
        else
        {
            WideDivision.By3(in zero, in n, in d, out quotient, out remainder);
        }

        return true;
    }

    /// <summary>False when the divisor is zero; the quotient then is 0, as the EVM's DIV.</summary>
    public static bool TryDivide(in UInt256 n, in UInt256 d, out UInt256 quotient)
    {
        if ((d._u3 | d._u2) == 0 && d._u1 != 0)
        {
            QuotientBy2Limbs(in n, d._u1, d._u0, out quotient);
            return true;
        }

        return TryDivRem(in n, in d, out quotient, out _);
    }

    /// <summary>False when the divisor is zero; the remainder then is 0, as the EVM's MOD.</summary>
    public static bool TryRemainder(in UInt256 n, in UInt256 d, out UInt256 remainder) =>
        TryDivRem(in n, in d, out _, out remainder);

    public static UInt256 operator /(UInt256 left, UInt256 right)
    {
        if (!TryDivRem(in left, in right, out UInt256 quotient, out _))
        {
            ThrowDivisionByZero();
        }

        return quotient;
    }

    public static UInt256 operator %(UInt256 left, UInt256 right)
    {
        if (!TryDivRem(in left, in right, out _, out UInt256 remainder))
        {
            ThrowDivisionByZero();
        }

        return remainder;
    }

    /// <summary>Divides by one non-zero limb.</summary>
    internal static void DivideByLimb(in UInt256 n, ulong d, out UInt256 quotient, out ulong remainder)
    {
        // Leading limbs below the divisor give zeros: no division is spent on them.
        ulong q3 = 0;
        ulong q2 = 0;
        ulong q1 = 0;
        ulong rest = 0;
        if (n._u3 != 0)
        {
            (q3, rest) = Math.DivRem(n._u3, d);
        }

        if ((n._u2 | rest) != 0)
        {
            q2 = Limb.DivRem(rest, n._u2, d, out rest);
        }

        if ((n._u1 | rest) != 0)
        {
            q1 = Limb.DivRem(rest, n._u1, d, out rest);
        }

        ulong q0 = Limb.DivRem(rest, n._u0, d, out remainder);
        quotient = new UInt256(q0, q1, q2, q3);
    }

    /// <summary>Divides by two limbs, the upper one not zero.</summary>
    internal static void DivideBy2Limbs(
        in UInt256 n,
        ulong d1,
        ulong d0,
        out UInt256 quotient,
        out UInt256 remainder
    )
    {
        int shift = Normalise2(ref d1, ref d0);
        ulong q2 = UpperLimbs(in n, d1, d0, shift, out ulong q1, out ulong r1, out ulong r0);
        ulong q0 = QuotientLimb.By2(d1, d0, ref r1, ref r0, n._u0 << shift);
        quotient = new UInt256(q0, q1, q2);
        remainder = new UInt256(Limb.ShiftRight(r1, r0, shift), r1 >> shift);
    }

    /// <summary>The quotient alone, which is cheaper.</summary>
    internal static void QuotientBy2Limbs(in UInt256 n, ulong d1, ulong d0, out UInt256 quotient)
    {
        int shift = Normalise2(ref d1, ref d0);
        ulong q2 = UpperLimbs(in n, d1, d0, shift, out ulong q1, out ulong r1, out ulong r0);
        quotient = new UInt256(QuotientLimb.LastBy2(d1, d0, r1, r0, n._u0 << shift), q1, q2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Normalise2(ref ulong d1, ref ulong d0)
    {
        int shift = BitOperations.LeadingZeroCount(d1);
        d1 = Limb.ShiftLeft(d1, d0, shift);
        d0 <<= shift;
        return shift;
    }

    // All but the last limb of the quotient, and the remainder that the last one is found from.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong UpperLimbs(
        in UInt256 n,
        ulong d1,
        ulong d0,
        int shift,
        out ulong q1,
        out ulong r1,
        out ulong r0
    )
    {
        ulong n3 = n._u3;
        ulong n2 = n._u2;
        ulong n1 = n._u1;
        ulong top = 0;
        ulong next = Limb.ShiftLeft(n3, n2, shift);
        ulong q2 = 0;
        if (n3 != 0)
        {
            // Below 2^shift, hence below the divisor's upper limb.
            top = Limb.ShiftLeft(0, n3, shift);
            q2 = QuotientLimb.FromBelowBy2(d1, d0, ref top, ref next, Limb.ShiftLeft(n2, n1, shift));
        }
        else
        {
            top = next;
            next = Limb.ShiftLeft(n2, n1, shift);
        }

        q1 = QuotientLimb.By2(d1, d0, ref top, ref next, Limb.ShiftLeft(n1, n._u0, shift));
        r1 = top;
        r0 = next;
        return q2;
    }
}
