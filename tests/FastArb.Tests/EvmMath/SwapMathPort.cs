using System.Numerics;

namespace FastArb.Tests.EvmMath;

/// <summary>SwapMath of Uniswap V3 (Solidity 0.7.6, so sums wrap) on BigInteger. Null is a revert.</summary>
internal static class SwapMathPort
{
    private static readonly BigInteger s_feeUnits = 1_000_000;

    public static (
        BigInteger Next,
        BigInteger AmountIn,
        BigInteger AmountOut,
        BigInteger Fee
    )? ComputeSwapStep(
        BigInteger current,
        BigInteger target,
        BigInteger liquidity,
        BigInteger amountRemaining,
        uint feePips
    )
    {
        bool zeroForOne = current >= target;
        bool exactIn = amountRemaining >= 0;
        // uint256(-amountRemaining) of the smallest int256 is 2^255.
        BigInteger wanted = -amountRemaining;
        BigInteger? amountIn = null;
        BigInteger? amountOut = null;
        BigInteger? next;
        if (exactIn)
        {
            BigInteger? lessFee = FullMathPort.MulDiv(amountRemaining, s_feeUnits - feePips, s_feeUnits);
            amountIn = zeroForOne
                ? SqrtPriceMathPort.Amount0Delta(target, current, liquidity, roundUp: true)
                : SqrtPriceMathPort.Amount1Delta(current, target, liquidity, roundUp: true);
            if (amountIn is null)
            {
                return null;
            }

            next =
                lessFee >= amountIn
                    ? target
                    : SqrtPriceMathPort.NextSqrtPriceFromInput(
                        current,
                        liquidity,
                        lessFee!.Value,
                        zeroForOne
                    );
        }
        else
        {
            amountOut = zeroForOne
                ? SqrtPriceMathPort.Amount1Delta(target, current, liquidity, roundUp: false)
                : SqrtPriceMathPort.Amount0Delta(current, target, liquidity, roundUp: false);
            if (amountOut is null)
            {
                return null;
            }

            next =
                wanted >= amountOut
                    ? target
                    : SqrtPriceMathPort.NextSqrtPriceFromOutput(current, liquidity, wanted, zeroForOne);
        }

        return next is { } reached
            ? Amounts(current, target, liquidity, amountRemaining, feePips, reached, amountIn, amountOut)
            : null;
    }

    private static (BigInteger Next, BigInteger AmountIn, BigInteger AmountOut, BigInteger Fee)? Amounts(
        BigInteger current,
        BigInteger target,
        BigInteger liquidity,
        BigInteger amountRemaining,
        uint feePips,
        BigInteger next,
        BigInteger? amountIn,
        BigInteger? amountOut
    )
    {
        bool zeroForOne = current >= target;
        bool exactIn = amountRemaining >= 0;
        bool max = target == next;
        if (zeroForOne)
        {
            amountIn =
                max && exactIn
                    ? amountIn
                    : SqrtPriceMathPort.Amount0Delta(next, current, liquidity, roundUp: true);
            amountOut =
                max && !exactIn
                    ? amountOut
                    : SqrtPriceMathPort.Amount1Delta(next, current, liquidity, roundUp: false);
        }
        else
        {
            amountIn =
                max && exactIn
                    ? amountIn
                    : SqrtPriceMathPort.Amount1Delta(current, next, liquidity, roundUp: true);
            amountOut =
                max && !exactIn
                    ? amountOut
                    : SqrtPriceMathPort.Amount0Delta(current, next, liquidity, roundUp: false);
        }

        if (amountIn is not { } given || amountOut is not { } got)
        {
            return null;
        }

        if (!exactIn && got > -amountRemaining)
        {
            got = -amountRemaining;
        }

        BigInteger? fee =
            exactIn && next != target
                ? FullMathPort.Wrap(amountRemaining - given)
                : FullMathPort.MulDivRoundingUp(given, feePips, s_feeUnits - feePips);
        return fee is { } paid ? (next, given, got, paid) : null;
    }
}
