// Runs on a strategy's thread, on the hot path. No allocation, no exceptions.
// Costs: 100 ns per step in the mean, by how many limbs prices and amounts have.
namespace FastArb.EvmMath;

/// <summary>Uniswap V3's SwapMath.</summary>
public static partial class SwapMath
{
    /// <summary>A fee of everything: fees are in hundredths of a basis point.</summary>
    public const uint FeeUnits = 1_000_000;

    /// <summary>
    /// The contract's computeSwapStep: from the current price towards the target with what remains, positive
    /// for an exact input, negative for an exact output. False, and zeros, where the contract reverts, for
    /// prices of more than 160 bits and for fees above everything.
    /// </summary>
    public static bool TryComputeSwapStep(
        in UInt256 current,
        in UInt256 target,
        UInt128 liquidity,
        in Int256 remaining,
        uint feePips,
        out SwapStep step
    )
    {
        if (feePips > FeeUnits)
        {
            step = default;
            return false;
        }

        // Into a local: the step asked for may lie where the step before it does, whose price is this one's
        // start.
        bool zeroForOne = !UInt256.Less(in current, in target);
        bool done = remaining.IsNegative
            ? TryExactOut(
                in current,
                in target,
                liquidity,
                in remaining,
                feePips,
                zeroForOne,
                out SwapStep next
            )
            : TryExactIn(in current, in target, liquidity, in remaining, feePips, zeroForOne, out next);
        step = next;
        return done;
    }

    private static bool TryExactIn(
        in UInt256 current,
        in UInt256 target,
        UInt128 liquidity,
        in Int256 remaining,
        uint feePips,
        bool zeroForOne,
        out SwapStep step
    )
    {
        step = default;
        UInt256 available = remaining._bits;
        UInt256.TryMulDiv(in available, FeeUnits - feePips, FeeUnits, roundUp: false, out UInt256 lessFee);
        if (!TryDelta(zeroForOne, in target, in current, liquidity, roundUp: true, out UInt256 amountIn))
        {
            return false;
        }

        UInt256 next;
        if (!UInt256.Less(in lessFee, in amountIn))
        {
            next = target;
        }
        else if (
            !SqrtPriceMath.TryNextSqrtPriceFromInput(in current, liquidity, in lessFee, zeroForOne, out next)
            || (
                next != target
                && !TryDelta(zeroForOne, in next, in current, liquidity, roundUp: true, out amountIn)
            )
        )
        {
            return false;
        }

        if (!TryDelta(!zeroForOne, in next, in current, liquidity, roundUp: false, out UInt256 amountOut))
        {
            return false;
        }

        UInt256 fee;
        if (next != target)
        {
            // All that remains is taken: what the swap does not need is fee.
            UInt256.Subtract(in available, in amountIn, out fee);
        }
        else if (!TryFee(in amountIn, feePips, out fee))
        {
            return false;
        }

        step = new SwapStep(next, amountIn, amountOut, fee);
        return true;
    }

    private static bool TryExactOut(
        in UInt256 current,
        in UInt256 target,
        UInt128 liquidity,
        in Int256 remaining,
        uint feePips,
        bool zeroForOne,
        out SwapStep step
    )
    {
        step = default;
        UInt256.Negate(in remaining._bits, out UInt256 wanted);
        if (!TryDelta(!zeroForOne, in target, in current, liquidity, roundUp: false, out UInt256 amountOut))
        {
            return false;
        }

        UInt256 next;
        if (!UInt256.Less(in wanted, in amountOut))
        {
            next = target;
        }
        else if (
            !SqrtPriceMath.TryNextSqrtPriceFromOutput(in current, liquidity, in wanted, zeroForOne, out next)
        )
        {
            return false;
        }

        if (
            !TryDelta(zeroForOne, in next, in current, liquidity, roundUp: true, out UInt256 amountIn)
            || !TryFee(in amountIn, feePips, out UInt256 fee)
        )
        {
            return false;
        }

        // The contract computes what the new price gives out and cuts it to what was asked for. A price short
        // of the target was rounded so that it gives at least that, so the cut always decides.
        step = new SwapStep(next, amountIn, UInt256.Less(in wanted, in amountOut) ? wanted : amountOut, fee);
        return true;
    }

    private static bool TryDelta(
        bool ofToken0,
        in UInt256 priceA,
        in UInt256 priceB,
        UInt128 liquidity,
        bool roundUp,
        out UInt256 amount
    ) =>
        ofToken0
            ? SqrtPriceMath.TryAmount0Delta(in priceA, in priceB, liquidity, roundUp, out amount)
            : SqrtPriceMath.TryAmount1Delta(in priceA, in priceB, liquidity, roundUp, out amount);

    private static bool TryFee(in UInt256 amountIn, uint feePips, out UInt256 fee) =>
        UInt256.TryMulDiv(in amountIn, feePips, FeeUnits - feePips, roundUp: true, out fee);
}
