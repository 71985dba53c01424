// Runs on a strategy's thread, on the hot path. No allocation, no exceptions.
// Costs: 10 ns for an amount of token 1, 40 ns for one of token 0.
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

/// <summary>
/// Uniswap V3's SqrtPriceMath: amounts between two prices, and the price after an amount. False stands for
/// the contract's revert; the result then is 0. Prices are uint160 on chain: larger ones are refused alike.
/// </summary>
public static partial class SqrtPriceMath
{
    /// <summary>The amount of token 0 between two prices, in either order.</summary>
    public static bool TryAmount0Delta(
        in UInt256 priceA,
        in UInt256 priceB,
        UInt128 liquidity,
        bool roundUp,
        out UInt256 amount
    )
    {
        bool inOrder = !UInt256.Less(in priceB, in priceA);
        ref readonly UInt256 lower = ref inOrder ? ref priceA : ref priceB;
        ref readonly UInt256 upper = ref inOrder ? ref priceB : ref priceA;
        if (lower.IsZero || !IsPrice(in upper))
        {
            amount = default;
            return false;
        }

        // liquidity * 2^96 * difference / upper / lower. The contract divides twice and rounds at each
        // division; the two together round as one division by the product does. No quotient reaches liquidity
        // * 2^96.
        UInt256.Subtract(in upper, in lower, out UInt256 difference);
        MultiplyX96(liquidity, in difference, out UInt256 high, out UInt256 low);
        UInt256 remainder;
        if (upper._u2 == 0 && lower._u1 != 0)
        {
            // Prices of two limbs, as nearly all are.
            UInt256.MultiplyHalves(lower._u0, lower._u1, upper._u0, upper._u1, out UInt256 product);
            WideDivision.DivRem(in high, in low, in product, out amount, out remainder);
            return !roundUp || remainder.IsZero || UInt256.TryIncrement(ref amount);
        }

        WideDivision.DivRem(in high, in low, in upper, out UInt256 quotient, out remainder);
        if (!roundUp)
        {
            return UInt256.TryDivide(in quotient, in lower, out amount);
        }

        _ = remainder.IsZero || UInt256.TryIncrement(ref quotient);
        return UInt256.TryDivideRoundingUp(in quotient, in lower, out amount);
    }

    /// <summary>The amount of token 1 between two prices, in either order.</summary>
    public static bool TryAmount1Delta(
        in UInt256 priceA,
        in UInt256 priceB,
        UInt128 liquidity,
        bool roundUp,
        out UInt256 amount
    )
    {
        bool inOrder = !UInt256.Less(in priceB, in priceA);
        ref readonly UInt256 lower = ref inOrder ? ref priceA : ref priceB;
        ref readonly UInt256 upper = ref inOrder ? ref priceB : ref priceA;
        if (!IsPrice(in upper))
        {
            amount = default;
            return false;
        }

        UInt256.Subtract(in upper, in lower, out UInt256 difference);
        amount = ProductByX96(liquidity, in difference, roundUp);
        return true;
    }

    /// <summary>
    /// What a position of this liquidity, added or (negative) taken away, moves of token 0.
    /// </summary>
    public static bool TryAmount0DeltaSigned(
        in UInt256 priceA,
        in UInt256 priceB,
        Int128 liquidity,
        out Int256 amount
    )
    {
        bool ok = TryAmount0Delta(
            in priceA,
            in priceB,
            Magnitude(liquidity),
            liquidity >= 0,
            out UInt256 size
        );
        return TrySigned(ok, in size, liquidity < 0, out amount);
    }

    /// <summary>
    /// What a position of this liquidity, added or (negative) taken away, moves of token 1.
    /// </summary>
    public static bool TryAmount1DeltaSigned(
        in UInt256 priceA,
        in UInt256 priceB,
        Int128 liquidity,
        out Int256 amount
    )
    {
        bool ok = TryAmount1Delta(
            in priceA,
            in priceB,
            Magnitude(liquidity),
            liquidity >= 0,
            out UInt256 size
        );
        return TrySigned(ok, in size, liquidity < 0, out amount);
    }

    private static UInt128 Magnitude(Int128 liquidity) =>
        unchecked(liquidity < 0 ? (UInt128)(-liquidity) : (UInt128)liquidity);

    // toInt256 of the contract: 2^255 and more revert.
    private static bool TrySigned(bool ok, in UInt256 size, bool negative, out Int256 amount)
    {
        if (!ok || (long)size._u3 < 0)
        {
            amount = default;
            return false;
        }

        UInt256.Negate(in size, out UInt256 opposite);
        amount = new Int256(negative ? opposite : size);
        return true;
    }
}
