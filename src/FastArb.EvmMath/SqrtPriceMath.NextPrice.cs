using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

public static partial class SqrtPriceMath
{
    /// <summary>The price after this much went in, rounded so that the pool never loses.</summary>
    public static bool TryNextSqrtPriceFromInput(
        in UInt256 price,
        UInt128 liquidity,
        in UInt256 amountIn,
        bool zeroForOne,
        out UInt256 next
    )
    {
        if (price.IsZero || liquidity == 0 || !IsPrice(in price))
        {
            next = default;
            return false;
        }

        return zeroForOne
            ? TryAddAmount0(in price, liquidity, in amountIn, out next)
            : TryAddAmount1(in price, liquidity, in amountIn, out next);
    }

    /// <summary>The price after this much came out, rounded so that the pool never loses.</summary>
    public static bool TryNextSqrtPriceFromOutput(
        in UInt256 price,
        UInt128 liquidity,
        in UInt256 amountOut,
        bool zeroForOne,
        out UInt256 next
    )
    {
        if (price.IsZero || liquidity == 0 || !IsPrice(in price))
        {
            next = default;
            return false;
        }

        return zeroForOne
            ? TryTakeAmount1(in price, liquidity, in amountOut, out next)
            : TryTakeAmount0(in price, liquidity, in amountOut, out next);
    }

    // getNextSqrtPriceFromAmount0RoundingUp, add
    private static bool TryAddAmount0(
        in UInt256 price,
        UInt128 liquidity,
        in UInt256 amount,
        out UInt256 next
    )
    {
        if (amount.IsZero)
        {
            next = price;
            return true;
        }

        UInt256 liquidityX96 = LiquidityX96(liquidity);
        if (
            UInt256.TryMultiply(in amount, in price, out UInt256 product)
            && UInt256.TryAdd(in liquidityX96, in product, out UInt256 denominator)
        )
        {
            // The contract cuts the result to 160 bits; it is at most the price, since the divisor has grown.
            return UInt256.TryMulDivRoundingUp(in liquidityX96, in price, in denominator, out next);
        }

        UInt256.TryDivide(in liquidityX96, in price, out UInt256 quotient);
        if (!UInt256.TryAdd(in quotient, in amount, out denominator))
        {
            next = default;
            return false;
        }

        // Below 2^160 without a cut: the amount alone, whose product with the price overflowed, is above
        // 2^96.
        return UInt256.TryDivideRoundingUp(in liquidityX96, in denominator, out next);
    }

    // getNextSqrtPriceFromAmount0RoundingUp, take
    private static bool TryTakeAmount0(
        in UInt256 price,
        UInt128 liquidity,
        in UInt256 amount,
        out UInt256 next
    )
    {
        if (amount.IsZero)
        {
            next = price;
            return true;
        }

        UInt256 liquidityX96 = LiquidityX96(liquidity);
        if (
            !UInt256.TryMultiply(in amount, in price, out UInt256 product)
            || !UInt256.Less(in product, in liquidityX96)
        )
        {
            next = default;
            return false;
        }

        UInt256.Subtract(in liquidityX96, in product, out UInt256 denominator);
        return UInt256.TryMulDivRoundingUp(in liquidityX96, in price, in denominator, out next)
            && IsPriceOrClear(ref next);
    }

    // getNextSqrtPriceFromAmount1RoundingDown, add
    private static bool TryAddAmount1(
        in UInt256 price,
        UInt128 liquidity,
        in UInt256 amount,
        out UInt256 next
    )
    {
        UInt256 divisor = FromLiquidity(liquidity);
        UInt256 x96 = new(0, 1UL << 32);
        if (
            UInt256.TryMulDiv(in amount, in x96, in divisor, out UInt256 quotient)
            && UInt256.TryAdd(in price, in quotient, out next)
            && IsPrice(in next)
        )
        {
            return true;
        }

        // A sum that overflowed or left 160 bits is nobody's price.
        next = default;
        return false;
    }

    // getNextSqrtPriceFromAmount1RoundingDown, take
    private static bool TryTakeAmount1(
        in UInt256 price,
        UInt128 liquidity,
        in UInt256 amount,
        out UInt256 next
    )
    {
        UInt256 divisor = FromLiquidity(liquidity);
        UInt256 x96 = new(0, 1UL << 32);
        if (
            !UInt256.TryMulDivRoundingUp(in amount, in x96, in divisor, out UInt256 quotient)
            || !UInt256.Less(in quotient, in price)
        )
        {
            next = default;
            return false;
        }

        UInt256.Subtract(in price, in quotient, out next);
        return true;
    }

    // The liquidity with 96 fractional bits: 224 bits at most.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt256 LiquidityX96(UInt128 liquidity)
    {
        ulong high = (ulong)(liquidity >> 64);
        ulong low = (ulong)liquidity;
        return new UInt256(0, low << 32, (low >> 32) | (high << 32), high >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt256 FromLiquidity(UInt128 liquidity) =>
        new((ulong)liquidity, (ulong)(liquidity >> 64));

    // liquidity * difference / 2^96: 128 by 160 bits is 288 bits, 192 without the fraction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt256 ProductByX96(UInt128 liquidity, in UInt256 difference, bool roundUp)
    {
        ulong p4 = Multiply(liquidity, in difference, out ulong p3, out ulong p2, out ulong p1, out ulong p0);
        ulong up = roundUp && (p0 | (uint)p1) != 0 ? 1UL : 0UL;
        ulong low = (p1 >> 32) | (p2 << 32);
        ulong rounded = low + up;
        ulong middle = (p2 >> 32) | (p3 << 32);
        ulong sum = middle + Limb.Below(rounded, low);
        return new UInt256(rounded, sum, ((p3 >> 32) | (p4 << 32)) + Limb.Below(sum, middle));
    }

    // liquidity * 2^96 * difference, 384 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyX96(
        UInt128 liquidity,
        in UInt256 difference,
        out UInt256 high,
        out UInt256 low
    )
    {
        ulong p4 = Multiply(liquidity, in difference, out ulong p3, out ulong p2, out ulong p1, out ulong p0);
        low = new UInt256(0, p0 << 32, (p0 >> 32) | (p1 << 32), (p1 >> 32) | (p2 << 32));
        high = new UInt256((p2 >> 32) | (p3 << 32), (p3 >> 32) | (p4 << 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Multiply(
        UInt128 liquidity,
        in UInt256 difference,
        out ulong p3,
        out ulong p2,
        out ulong p1,
        out ulong p0
    )
    {
        ulong l0 = (ulong)liquidity;
        ulong l1 = (ulong)(liquidity >> 64);
        ulong carry = Limb.Multiply(l0, difference._u0, out p0);
        carry = Limb.MultiplyAdd(l0, difference._u1, carry, out p1);
        p3 = Limb.MultiplyAdd(l0, difference._u2, carry, out p2);
        carry = Limb.MultiplyAdd(l1, difference._u0, p1, out p1);
        carry = Limb.MultiplyAdd(l1, difference._u1, p2, carry, out p2);
        return Limb.MultiplyAdd(l1, difference._u2, p3, carry, out p3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPrice(in UInt256 price) => ((price._u2 >> 32) | price._u3) == 0;

    private static bool IsPriceOrClear(ref UInt256 price)
    {
        if (IsPrice(in price))
        {
            return true;
        }

        price = default;
        return false;
    }
}
