using System.Numerics;
using FastArb.EvmMath;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// UniswapV2Library and UniswapV2Pair on BigInteger, one line here for one line of Solidity, with the fee as
/// a parameter. Every intermediate number is checked as SafeMath does: above a word is a revert.
/// </summary>
internal static class UniswapV2Port
{
    public static readonly BigInteger LargestReserve = (BigInteger.One << 112) - 1;

    /// <summary>getAmountOut.</summary>
    public static ConstantProductResult AmountOut(
        BigInteger amountIn,
        BigInteger reserveIn,
        BigInteger reserveOut,
        SwapFee fee,
        out BigInteger amountOut
    )
    {
        amountOut = 0;
        if (amountIn <= 0)
        {
            return ConstantProductResult.InsufficientInputAmount;
        }

        if (!(reserveIn > 0 && reserveOut > 0))
        {
            return ConstantProductResult.InsufficientLiquidity;
        }

        BigInteger amountInWithFee = amountIn * fee.Kept;
        BigInteger numerator = amountInWithFee * reserveOut;
        BigInteger scaledReserve = reserveIn * fee.Base;
        if (!IsWord(amountInWithFee) || !IsWord(numerator) || !IsWord(scaledReserve))
        {
            return ConstantProductResult.MultiplyOverflow;
        }

        BigInteger denominator = scaledReserve + amountInWithFee;
        if (!IsWord(denominator))
        {
            return ConstantProductResult.AddOverflow;
        }

        amountOut = numerator / denominator;
        return ConstantProductResult.Ok;
    }

    /// <summary>
    /// getAmountIn; without the library's "add(1)" and rounded up it is the least input instead.
    /// </summary>
    public static ConstantProductResult AmountIn(
        BigInteger amountOut,
        BigInteger reserveIn,
        BigInteger reserveOut,
        SwapFee fee,
        bool least,
        out BigInteger amountIn
    )
    {
        amountIn = 0;
        if (amountOut <= 0)
        {
            return ConstantProductResult.InsufficientOutputAmount;
        }

        if (!(reserveIn > 0 && reserveOut > 0))
        {
            return ConstantProductResult.InsufficientLiquidity;
        }

        BigInteger numerator = reserveIn * amountOut * fee.Base;
        if (!IsWord(numerator))
        {
            return ConstantProductResult.MultiplyOverflow;
        }

        if (amountOut > reserveOut)
        {
            return ConstantProductResult.SubtractUnderflow;
        }

        BigInteger denominator = (reserveOut - amountOut) * fee.Kept;
        if (!IsWord(denominator))
        {
            return ConstantProductResult.MultiplyOverflow;
        }

        if (denominator.IsZero)
        {
            return ConstantProductResult.DivisionByZero;
        }

        BigInteger amount = least
            ? (numerator + denominator - 1) / denominator
            : (numerator / denominator) + 1;
        if (!IsWord(amount))
        {
            return ConstantProductResult.AddOverflow;
        }

        amountIn = amount;
        return ConstantProductResult.Ok;
    }

    /// <summary>swap, where the input is token 0 and the output token 1.</summary>
    public static ConstantProductResult Swap(
        BigInteger reserve0,
        BigInteger reserve1,
        BigInteger amount0In,
        BigInteger amount1Out,
        SwapFee fee
    )
    {
        BigInteger amount0Out = 0;
        if (!(amount0Out > 0 || amount1Out > 0))
        {
            return ConstantProductResult.InsufficientOutputAmount;
        }

        if (!(amount0Out < reserve0 && amount1Out < reserve1))
        {
            return ConstantProductResult.InsufficientLiquidity;
        }

        if (!(amount0In > 0))
        {
            return ConstantProductResult.InsufficientInputAmount;
        }

        // What a token contract of checked sums would refuse to hold.
        BigInteger balance0 = reserve0 + amount0In;
        BigInteger balance1 = reserve1 - amount1Out;
        if (!IsWord(balance0))
        {
            return ConstantProductResult.AddOverflow;
        }

        BigInteger scaled0 = balance0 * fee.Base;
        BigInteger taken0 = amount0In * (fee.Base - fee.Kept);
        BigInteger scaled1 = balance1 * fee.Base;
        BigInteger after = (scaled0 - taken0) * scaled1;
        BigInteger before = reserve0 * reserve1 * fee.Base * fee.Base;
        if (!IsWord(scaled0) || !IsWord(taken0) || !IsWord(scaled1) || !IsWord(after) || !IsWord(before))
        {
            return ConstantProductResult.MultiplyOverflow;
        }

        if (after < before)
        {
            return ConstantProductResult.InvariantK;
        }

        return balance0 <= LargestReserve && balance1 <= LargestReserve
            ? ConstantProductResult.Ok
            : ConstantProductResult.ReserveOverflow;
    }

    private static bool IsWord(BigInteger number) => number < EdgeNumbers.TwoTo256;
}
