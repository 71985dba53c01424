// Runs on a strategy's thread, on the hot path. No allocation, no exceptions.
// Costs: 12 ns per quote of ordinary size.
using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

/// <summary>
/// Pools whose reserves keep their product: Uniswap V2's library and pair, to the last unit.
/// </summary>
public static partial class ConstantProduct
{
    /// <summary>The largest output that the pair accepts for exactly this input.</summary>
    public static ConstantProductResult AmountOut(
        in UInt256 amountIn,
        in UInt256 reserveIn,
        in UInt256 reserveOut,
        SwapFee fee,
        out UInt256 amountOut
    )
    {
        ulong above128 =
            amountIn._u2 | amountIn._u3 | reserveIn._u2 | reserveIn._u3 | reserveOut._u2 | reserveOut._u3;
        if (above128 != 0 || !IsOrdinary(amountIn._u1, reserveIn._u1, reserveOut._u1, fee))
        {
            // By a local: what is asked for may lie where one of the inputs does.
            ConstantProductResult any = AmountOutOfAnySize(
                in amountIn,
                in reserveIn,
                in reserveOut,
                fee,
                out UInt256 quotient
            );
            amountOut = quotient;
            return any;
        }

        ConstantProductResult result = OrdinaryAmountOut(
            (amountIn._u1, amountIn._u0),
            (reserveIn._u1, reserveIn._u0),
            (reserveOut._u1, reserveOut._u0),
            fee,
            out ulong upper,
            out ulong lower
        );
        amountOut = new UInt256(lower, upper);
        return result;
    }

    /// <summary>
    /// The same for numbers as a pool keeps them; an input above 128 bits cannot be asked about.
    /// </summary>
    public static ConstantProductResult AmountOut(
        in UInt128 amountIn,
        in UInt128 reserveIn,
        in UInt128 reserveOut,
        SwapFee fee,
        out UInt128 amountOut
    )
    {
        ulong amount1 = Limb.UpperHalf(in amountIn);
        ulong in1 = Limb.UpperHalf(in reserveIn);
        ulong out1 = Limb.UpperHalf(in reserveOut);
        if (!IsOrdinary(amount1, in1, out1, fee))
        {
            return AmountOutOfAnySize(in amountIn, in reserveIn, in reserveOut, fee, out amountOut);
        }

        ConstantProductResult result = OrdinaryAmountOut(
            (amount1, Limb.LowerHalf(in amountIn)),
            (in1, Limb.LowerHalf(in reserveIn)),
            (out1, Limb.LowerHalf(in reserveOut)),
            fee,
            out ulong upper,
            out ulong lower
        );
        amountOut = new UInt128(upper, lower);
        return result;
    }

    // Ordinary are numbers below 2^112, which is what a real pair can hold, or below 2^(127 - n) for a fee
    // base of n bits if that is less: then no product leaves its words and the divisor fits two limbs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOrdinary(ulong amount1, ulong in1, ulong out1, SwapFee fee)
    {
        int bits = Math.Min(48, 31 + BitOperations.LeadingZeroCount(fee.Base));
        return (amount1 | in1 | out1) >> bits == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ConstantProductResult OrdinaryAmountOut(
        (ulong Upper, ulong Lower) amountIn,
        (ulong Upper, ulong Lower) reserveIn,
        (ulong Upper, ulong Lower) reserveOut,
        SwapFee fee,
        out ulong upper,
        out ulong lower
    )
    {
        upper = 0;
        lower = 0;
        if ((amountIn.Upper | amountIn.Lower) == 0)
        {
            return ConstantProductResult.InsufficientInputAmount;
        }

        if ((reserveIn.Upper | reserveIn.Lower) == 0 || (reserveOut.Upper | reserveOut.Lower) == 0)
        {
            return ConstantProductResult.InsufficientLiquidity;
        }

        ulong in1 = Limb.Multiply(amountIn.Lower, fee.Kept, out ulong in0) + (amountIn.Upper * fee.Kept);
        ulong d1 =
            Limb.MultiplyAdd(reserveIn.Lower, fee.Base, in0, out ulong d0)
            + (reserveIn.Upper * fee.Base)
            + in1;

        // in * reserveOut, four limbs.
        ulong carry = Limb.Multiply(in0, reserveOut.Lower, out ulong n0);
        ulong n2 = Limb.MultiplyAdd(in0, reserveOut.Upper, carry, out ulong n1);
        carry = Limb.MultiplyAdd(in1, reserveOut.Lower, n1, out n1);
        ulong n3 = Limb.MultiplyAdd(in1, reserveOut.Upper, n2, carry, out n2);

        // The quotient is below the reserve, 112 bits: two limbs.
        if (d1 == 0)
        {
            upper = Limb.DivRem(n2, n1, d0, out ulong rest);
            lower = Limb.DivRem(rest, n0, d0, out _);
            return ConstantProductResult.Ok;
        }

        int shift = BitOperations.LeadingZeroCount(d1);
        d1 = Limb.ShiftLeft(d1, d0, shift);
        d0 <<= shift;
        ulong r1 = Limb.ShiftLeft(n3, n2, shift);
        ulong r0 = Limb.ShiftLeft(n2, n1, shift);
        // The first limb is below 2^48, so what it is found from is below the divisor's upper limb.
        upper = QuotientLimb.FromBelowBy2(d1, d0, ref r1, ref r0, Limb.ShiftLeft(n1, n0, shift));
        lower = QuotientLimb.LastBy2(d1, d0, r1, r0, n0 << shift);
        return ConstantProductResult.Ok;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ConstantProductResult AmountOutOfAnySize(
        in UInt128 amountIn,
        in UInt128 reserveIn,
        in UInt128 reserveOut,
        SwapFee fee,
        out UInt128 amountOut
    )
    {
        UInt256 amount = new(Limb.LowerHalf(in amountIn), Limb.UpperHalf(in amountIn));
        UInt256 inside = new(Limb.LowerHalf(in reserveIn), Limb.UpperHalf(in reserveIn));
        UInt256 outside = new(Limb.LowerHalf(in reserveOut), Limb.UpperHalf(in reserveOut));
        ConstantProductResult result = AmountOutOfAnySize(
            in amount,
            in inside,
            in outside,
            fee,
            out UInt256 quotient
        );
        amountOut = new UInt128(quotient._u1, quotient._u0);
        return result;
    }
}
