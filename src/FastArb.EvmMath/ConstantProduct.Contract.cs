namespace FastArb.EvmMath;

/// <summary>The same arithmetic in the contracts' own order of checks, for numbers of any size.</summary>
public static partial class ConstantProduct
{
    private static readonly UInt256 s_largestReserve = new(ulong.MaxValue, (1UL << 48) - 1);

    /// <summary>
    /// UniswapV2Library.getAmountIn: an input that buys exactly this output. Where the division is exact it
    /// is one unit above <see cref="LeastAmountIn"/>.
    /// </summary>
    public static ConstantProductResult AmountIn(
        in UInt256 amountOut,
        in UInt256 reserveIn,
        in UInt256 reserveOut,
        SwapFee fee,
        out UInt256 amountIn
    )
    {
        ConstantProductResult result = AmountIn(
            amountOut,
            reserveIn,
            reserveOut,
            fee,
            true,
            out UInt256 amount
        );
        amountIn = amount;
        return result;
    }

    /// <summary>The smallest input for which the pair hands out this output.</summary>
    public static ConstantProductResult LeastAmountIn(
        in UInt256 amountOut,
        in UInt256 reserveIn,
        in UInt256 reserveOut,
        SwapFee fee,
        out UInt256 amountIn
    )
    {
        ConstantProductResult result = AmountIn(
            amountOut,
            reserveIn,
            reserveOut,
            fee,
            false,
            out UInt256 amount
        );
        amountIn = amount;
        return result;
    }

    /// <summary>
    /// UniswapV2Pair.swap in one direction: what it checks, in its order, and the reserves after it.
    /// </summary>
    public static ConstantProductResult PairSwap(
        in UInt256 reserveIn,
        in UInt256 reserveOut,
        in UInt256 amountIn,
        in UInt256 amountOut,
        SwapFee fee,
        out UInt256 newReserveIn,
        out UInt256 newReserveOut
    )
    {
        ConstantProductResult result = CheckedSwap(
            reserveIn,
            reserveOut,
            in amountIn,
            in amountOut,
            fee,
            out UInt256 balanceIn,
            out UInt256 balanceOut
        );
        bool swapped = result == ConstantProductResult.Ok;
        (newReserveIn, newReserveOut) = swapped ? (balanceIn, balanceOut) : (reserveIn, reserveOut);
        return result;
    }

    /// <summary>The text that the contracts revert with; empty where they revert without one.</summary>
    public static string RevertText(ConstantProductResult result, bool atPair)
    {
        string contract = atPair ? "UniswapV2" : "UniswapV2Library";
        return result switch
        {
            ConstantProductResult.InsufficientInputAmount => contract + ": INSUFFICIENT_INPUT_AMOUNT",
            ConstantProductResult.InsufficientOutputAmount => contract + ": INSUFFICIENT_OUTPUT_AMOUNT",
            ConstantProductResult.InsufficientLiquidity => contract + ": INSUFFICIENT_LIQUIDITY",
            ConstantProductResult.InvariantK => contract + ": K",
            ConstantProductResult.ReserveOverflow => contract + ": OVERFLOW",
            ConstantProductResult.MultiplyOverflow => "ds-math-mul-overflow",
            ConstantProductResult.AddOverflow => "ds-math-add-overflow",
            ConstantProductResult.SubtractUnderflow => "ds-math-sub-underflow",
            _ => "",
        };
    }

    // Into locals of the caller, as below.
    private static ConstantProductResult CheckedSwap(
        in UInt256 reserveIn,
        in UInt256 reserveOut,
        in UInt256 amountIn,
        in UInt256 amountOut,
        SwapFee fee,
        out UInt256 balanceIn,
        out UInt256 balanceOut
    )
    {
        balanceIn = default;
        balanceOut = default;
        if (amountOut.IsZero)
        {
            return ConstantProductResult.InsufficientOutputAmount;
        }

        // The pair asks the same of both sides: nothing taken of token in must also be below its reserve.
        if (reserveIn.IsZero || !UInt256.Less(in amountOut, in reserveOut))
        {
            return ConstantProductResult.InsufficientLiquidity;
        }

        if (amountIn.IsZero)
        {
            return ConstantProductResult.InsufficientInputAmount;
        }

        if (!UInt256.TryAdd(in reserveIn, in amountIn, out balanceIn))
        {
            return ConstantProductResult.AddOverflow;
        }

        UInt256.Subtract(in reserveOut, in amountOut, out balanceOut);
        ConstantProductResult checkedInvariant = Invariant(
            in reserveIn,
            in reserveOut,
            in amountIn,
            in balanceIn,
            in balanceOut,
            fee
        );
        if (checkedInvariant != ConstantProductResult.Ok)
        {
            return checkedInvariant;
        }

        if (
            UInt256.Less(in s_largestReserve, in balanceIn)
            || UInt256.Less(in s_largestReserve, in balanceOut)
        )
        {
            return ConstantProductResult.ReserveOverflow;
        }

        return ConstantProductResult.Ok;
    }

    private static ConstantProductResult AmountOutOfAnySize(
        in UInt256 amountIn,
        in UInt256 reserveIn,
        in UInt256 reserveOut,
        SwapFee fee,
        out UInt256 amountOut
    )
    {
        amountOut = default;
        if (amountIn.IsZero)
        {
            return ConstantProductResult.InsufficientInputAmount;
        }

        if (reserveIn.IsZero || reserveOut.IsZero)
        {
            return ConstantProductResult.InsufficientLiquidity;
        }

        UInt256 kept = new(fee.Kept);
        UInt256 feeBase = new(fee.Base);
        if (
            !UInt256.TryMultiply(in amountIn, in kept, out UInt256 inWithFee)
            || !UInt256.TryMultiply(in inWithFee, in reserveOut, out UInt256 n)
            || !UInt256.TryMultiply(in reserveIn, in feeBase, out UInt256 d)
        )
        {
            return ConstantProductResult.MultiplyOverflow;
        }

        if (!UInt256.TryAdd(in d, in inWithFee, out d))
        {
            return ConstantProductResult.AddOverflow;
        }

        UInt256.TryDivide(in n, in d, out amountOut);
        return ConstantProductResult.Ok;
    }

    // Into a local of the caller: what is asked for may lie where one of the inputs does.
    private static ConstantProductResult AmountIn(
        in UInt256 amountOut,
        in UInt256 reserveIn,
        in UInt256 reserveOut,
        SwapFee fee,
        bool asLibrary,
        out UInt256 amountIn
    )
    {
        amountIn = default;
        if (amountOut.IsZero)
        {
            return ConstantProductResult.InsufficientOutputAmount;
        }

        if (reserveIn.IsZero || reserveOut.IsZero)
        {
            return ConstantProductResult.InsufficientLiquidity;
        }

        UInt256 kept = new(fee.Kept);
        UInt256 feeBase = new(fee.Base);
        if (
            !UInt256.TryMultiply(in reserveIn, in amountOut, out UInt256 n)
            || !UInt256.TryMultiply(in n, in feeBase, out n)
        )
        {
            return ConstantProductResult.MultiplyOverflow;
        }

        if (UInt256.Less(in reserveOut, in amountOut))
        {
            return ConstantProductResult.SubtractUnderflow;
        }

        UInt256.Subtract(in reserveOut, in amountOut, out UInt256 left);
        if (!UInt256.TryMultiply(in left, in kept, out UInt256 d))
        {
            return ConstantProductResult.MultiplyOverflow;
        }

        if (!UInt256.TryDivRem(in n, in d, out UInt256 quotient, out UInt256 rest))
        {
            return ConstantProductResult.DivisionByZero;
        }

        UInt256 roundUp = new(asLibrary || !rest.IsZero ? 1UL : 0UL);
        return UInt256.TryAdd(in quotient, in roundUp, out amountIn)
            ? ConstantProductResult.Ok
            : ConstantProductResult.AddOverflow;
    }

    // (balanceIn * base - amountIn * fee) * (balanceOut * base) >= reserveIn * reserveOut * base^2
    private static ConstantProductResult Invariant(
        in UInt256 reserveIn,
        in UInt256 reserveOut,
        in UInt256 amountIn,
        in UInt256 balanceIn,
        in UInt256 balanceOut,
        SwapFee fee
    )
    {
        UInt256 feeBase = new(fee.Base);
        UInt256 taken = new(fee.Base - fee.Kept);
        UInt256 baseSquared = new((ulong)fee.Base * fee.Base);
        if (
            !UInt256.TryMultiply(in balanceIn, in feeBase, out UInt256 adjustedIn)
            || !UInt256.TryMultiply(in amountIn, in taken, out UInt256 feeIn)
            || !UInt256.TryMultiply(in balanceOut, in feeBase, out UInt256 adjustedOut)
        )
        {
            return ConstantProductResult.MultiplyOverflow;
        }

        // Cannot underflow: the balance holds the input, and the fee is at most the base.
        UInt256.Subtract(in adjustedIn, in feeIn, out adjustedIn);
        if (
            !UInt256.TryMultiply(in adjustedIn, in adjustedOut, out UInt256 after)
            || !UInt256.TryMultiply(in reserveIn, in reserveOut, out UInt256 before)
            || !UInt256.TryMultiply(in before, in baseSquared, out before)
        )
        {
            return ConstantProductResult.MultiplyOverflow;
        }

        return UInt256.Less(in after, in before)
            ? ConstantProductResult.InvariantK
            : ConstantProductResult.Ok;
    }
}
