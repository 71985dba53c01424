using System.Numerics;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// SqrtPriceMath of Uniswap V3 (Solidity 0.7.6, so sums wrap) on BigInteger. Null is a revert.
/// </summary>
internal static class SqrtPriceMathPort
{
    private const int Resolution = 96;

    private static readonly BigInteger s_q96 = BigInteger.One << Resolution;

    public static BigInteger? NextSqrtPriceFromInput(
        BigInteger price,
        BigInteger liquidity,
        BigInteger amountIn,
        bool zeroForOne
    )
    {
        if (!(price > 0) || !(liquidity > 0))
        {
            return null;
        }

        return zeroForOne
            ? NextFromAmount0RoundingUp(price, liquidity, amountIn, add: true)
            : NextFromAmount1RoundingDown(price, liquidity, amountIn, add: true);
    }

    public static BigInteger? NextSqrtPriceFromOutput(
        BigInteger price,
        BigInteger liquidity,
        BigInteger amountOut,
        bool zeroForOne
    )
    {
        if (!(price > 0) || !(liquidity > 0))
        {
            return null;
        }

        return zeroForOne
            ? NextFromAmount1RoundingDown(price, liquidity, amountOut, add: false)
            : NextFromAmount0RoundingUp(price, liquidity, amountOut, add: false);
    }

    public static BigInteger? Amount0Delta(
        BigInteger priceA,
        BigInteger priceB,
        BigInteger liquidity,
        bool roundUp
    )
    {
        (BigInteger lower, BigInteger upper) = priceA > priceB ? (priceB, priceA) : (priceA, priceB);
        BigInteger numerator1 = liquidity << Resolution;
        BigInteger numerator2 = upper - lower;
        if (!(lower > 0))
        {
            return null;
        }

        if (roundUp)
        {
            return FullMathPort.MulDivRoundingUp(numerator1, numerator2, upper) is { } up
                ? FullMathPort.DivRoundingUp(up, lower)
                : null;
        }

        return FullMathPort.MulDiv(numerator1, numerator2, upper) / lower;
    }

    public static BigInteger? Amount1Delta(
        BigInteger priceA,
        BigInteger priceB,
        BigInteger liquidity,
        bool roundUp
    )
    {
        (BigInteger lower, BigInteger upper) = priceA > priceB ? (priceB, priceA) : (priceA, priceB);
        return roundUp
            ? FullMathPort.MulDivRoundingUp(liquidity, upper - lower, s_q96)
            : FullMathPort.MulDiv(liquidity, upper - lower, s_q96);
    }

    public static BigInteger? Amount0DeltaSigned(
        BigInteger priceA,
        BigInteger priceB,
        BigInteger liquidity
    ) =>
        liquidity < 0
            ? -FullMathPort.ToInt256(Amount0Delta(priceA, priceB, -liquidity, roundUp: false))
            : FullMathPort.ToInt256(Amount0Delta(priceA, priceB, liquidity, roundUp: true));

    public static BigInteger? Amount1DeltaSigned(
        BigInteger priceA,
        BigInteger priceB,
        BigInteger liquidity
    ) =>
        liquidity < 0
            ? -FullMathPort.ToInt256(Amount1Delta(priceA, priceB, -liquidity, roundUp: false))
            : FullMathPort.ToInt256(Amount1Delta(priceA, priceB, liquidity, roundUp: true));

    private static BigInteger? NextFromAmount0RoundingUp(
        BigInteger price,
        BigInteger liquidity,
        BigInteger amount,
        bool add
    )
    {
        if (amount.IsZero)
        {
            return price;
        }

        BigInteger numerator1 = liquidity << Resolution;
        BigInteger product = FullMathPort.Wrap(amount * price);
        bool whole = product / amount == price;
        if (add)
        {
            if (whole)
            {
                BigInteger denominator = FullMathPort.Wrap(numerator1 + product);
                if (denominator >= numerator1)
                {
                    return FullMathPort.CutToUint160(
                        FullMathPort.MulDivRoundingUp(numerator1, price, denominator)
                    );
                }
            }

            return FullMathPort.Add(numerator1 / price, amount) is { } sum
                ? FullMathPort.CutToUint160(FullMathPort.DivRoundingUp(numerator1, sum))
                : null;
        }

        if (!(whole && numerator1 > product))
        {
            return null;
        }

        return FullMathPort.ToUint160(FullMathPort.MulDivRoundingUp(numerator1, price, numerator1 - product));
    }

    private static BigInteger? NextFromAmount1RoundingDown(
        BigInteger price,
        BigInteger liquidity,
        BigInteger amount,
        bool add
    )
    {
        bool small = amount <= FullMathPort.Uint160Max;
        if (add)
        {
            BigInteger? added = small
                ? FullMathPort.Wrap(amount << Resolution) / liquidity
                : FullMathPort.MulDiv(amount, s_q96, liquidity);
            return added is { } up ? FullMathPort.ToUint160(FullMathPort.Add(price, up)) : null;
        }

        BigInteger? taken = small
            ? FullMathPort.DivRoundingUp(FullMathPort.Wrap(amount << Resolution), liquidity)
            : FullMathPort.MulDivRoundingUp(amount, s_q96, liquidity);
        return price > taken ? FullMathPort.CutToUint160(price - taken) : null;
    }
}
