// Runs on a strategy's thread, on the hot path. No allocation, no exceptions.
// Costs: 10 ns per quote of ordinary size.
using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

/// <summary>Pools whose reserves keep their product: Uniswap V2's library and pair, to the last unit.</summary>
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
        // Ordinary size is what a real pair can hold, 112 bits, and a fee base below 2^15: then no product
        // leaves its words and the divisor fits two limbs.
        ulong above128 =
            amountIn._u2 | amountIn._u3 | reserveIn._u2 | reserveIn._u3 | reserveOut._u2 | reserveOut._u3;
        ulong above64 = amountIn._u1 | reserveIn._u1 | reserveOut._u1 | ((ulong)fee.Base << 33);
        if (above128 != 0 || above64 >> 48 != 0)
        {
            return AmountOutOfAnySize(in amountIn, in reserveIn, in reserveOut, fee, out amountOut);
        }

        if ((amountIn._u0 | amountIn._u1) == 0 || IsZero(in reserveIn) || IsZero(in reserveOut))
        {
            amountOut = default;
            return amountIn.IsZero
                ? ConstantProductResult.InsufficientInputAmount
                : ConstantProductResult.InsufficientLiquidity;
        }

        ulong carry = Limb.Multiply(amountIn._u0, fee.Kept, out ulong in0);
        ulong in1 = (amountIn._u1 * fee.Kept) + carry;
        carry = Limb.MultiplyAdd(reserveIn._u0, fee.Base, in0, out ulong d0);
        ulong d1 = (reserveIn._u1 * fee.Base) + in1 + carry;
        UInt256.MultiplyHalves(in0, in1, reserveOut._u0, reserveOut._u1, out UInt256 n);
        DivideBelowReserve(in n, d1, d0, out amountOut);
        return ConstantProductResult.Ok;
    }

    // n / (d1, d0), a quotient below the reserve and hence of two limbs at most.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DivideBelowReserve(in UInt256 n, ulong d1, ulong d0, out UInt256 quotient)
    {
        if (d1 == 0)
        {
            DivideByOneLimb(in n, d0, out quotient);
            return;
        }

        int shift = BitOperations.LeadingZeroCount(d1);
        ulong n1 = Limb.ShiftLeft(n._u1, n._u0, shift);
        ulong r0 = Limb.ShiftLeft(n._u2, n._u1, shift);
        ulong r1 = Limb.ShiftLeft(n._u3, n._u2, shift);
        Divisor2 divisor = new(Limb.ShiftLeft(d1, d0, shift), d0 << shift);
        ulong q1 = divisor.NextLimb(ref r1, ref r0, n1);
        ulong q0 = divisor.NextLimb(ref r1, ref r0, n._u0 << shift);
        quotient = new UInt256(q0, q1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DivideByOneLimb(in UInt256 n, ulong d, out UInt256 quotient) =>
        UInt256.DivideByLimb(in n, d, out quotient, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsZero(in UInt256 ordinary) => (ordinary._u0 | ordinary._u1) == 0;
}
