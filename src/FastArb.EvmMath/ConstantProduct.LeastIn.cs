// Runs on a strategy's thread, on the hot path. No allocation, no exceptions.
// Costs: 15 ns for numbers of ordinary size.
using System.Numerics;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

public static partial class ConstantProduct
{
    /// <summary>
    /// <see cref="LeastAmountIn"/> for numbers as a pool keeps them. False where there is none, or none that
    /// a pool could keep.
    /// </summary>
    public static bool TryLeastAmountIn(
        in UInt128 amountOut,
        in UInt128 reserveIn,
        in UInt128 reserveOut,
        SwapFee fee,
        out UInt128 amountIn
    )
    {
        amountIn = default;
        ulong out1 = Limb.UpperHalf(in amountOut);
        ulong in1 = Limb.UpperHalf(in reserveIn);
        if (!IsOrdinary(out1, in1, Limb.UpperHalf(in reserveOut), fee))
        {
            return TryLeastAmountInOfAnySize(amountOut, reserveIn, reserveOut, fee, out amountIn);
        }

        if (amountOut == 0 || reserveIn == 0 || amountOut >= reserveOut || fee.Kept == 0)
        {
            return false;
        }

        UInt128 left = reserveOut - amountOut;
        ulong d1 =
            Limb.Multiply(Limb.LowerHalf(in left), fee.Kept, out ulong d0)
            + (Limb.UpperHalf(in left) * fee.Kept);
        ulong i1 = Limb.Multiply(Limb.LowerHalf(in reserveIn), fee.Base, out ulong i0) + (in1 * fee.Base);

        // reserveIn * base * out, four limbs.
        ulong out0 = Limb.LowerHalf(in amountOut);
        ulong carry = Limb.Multiply(i0, out0, out ulong n0);
        ulong n2 = Limb.MultiplyAdd(i0, out1, carry, out ulong n1);
        carry = Limb.MultiplyAdd(i1, out0, n1, out n1);
        ulong n3 = Limb.MultiplyAdd(i1, out1, n2, carry, out n2);

        // Rounded up is one more than what is left out of one less.
        ulong borrow = n0 == 0 ? 1UL : 0UL;
        n0--;
        ulong borrow2 = borrow & (n1 == 0 ? 1UL : 0UL);
        n1 -= borrow;
        ulong borrow3 = borrow2 & (n2 == 0 ? 1UL : 0UL);
        n2 -= borrow2;
        n3 -= borrow3;
        if (n3 > d1 || (n3 == d1 && n2 >= d0))
        {
            return false;
        }

        UInt128 quotient = Quotient(n3, n2, n1, n0, d1, d0);
        amountIn = quotient + 1;
        return amountIn != 0;
    }

    // Of four limbs by two, where it has two.
    private static UInt128 Quotient(ulong n3, ulong n2, ulong n1, ulong n0, ulong d1, ulong d0)
    {
        if (d1 == 0)
        {
            ulong first = Limb.DivRem(n2, n1, d0, out ulong rest);
            return new UInt128(first, Limb.DivRem(rest, n0, d0, out _));
        }

        int shift = BitOperations.LeadingZeroCount(d1);
        d1 = Limb.ShiftLeft(d1, d0, shift);
        d0 <<= shift;
        ulong r1 = Limb.ShiftLeft(n3, n2, shift);
        ulong r0 = Limb.ShiftLeft(n2, n1, shift);
        ulong upper = QuotientLimb.By2(d1, d0, ref r1, ref r0, Limb.ShiftLeft(n1, n0, shift));
        return new UInt128(upper, QuotientLimb.LastBy2(d1, d0, r1, r0, n0 << shift));
    }

    private static bool TryLeastAmountInOfAnySize(
        UInt128 amountOut,
        UInt128 reserveIn,
        UInt128 reserveOut,
        SwapFee fee,
        out UInt128 amountIn
    )
    {
        UInt256 wanted = amountOut;
        UInt256 inside = reserveIn;
        UInt256 outside = reserveOut;
        ConstantProductResult result = LeastAmountIn(
            in wanted,
            in inside,
            in outside,
            fee,
            out UInt256 least
        );
        bool found = result == ConstantProductResult.Ok && least.BitLength <= 128;
        amountIn = found ? (UInt128)least : default;
        return found;
    }
}
