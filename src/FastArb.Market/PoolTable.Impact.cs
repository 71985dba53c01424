// Runs on the lanes' threads, some times for each route that is sized. No allocation, no exceptions.
// Costs: 15 ns.
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class PoolTable
{
    /// <summary>
    /// Whether a swap moves the price no more than so far: 1 - out / (in * (1 - fee) * price before), exact,
    /// against a limit in hundredths of a basis point.
    /// </summary>
    public bool IsImpactWithin(
        int pool,
        bool zeroForOne,
        in UInt256 amountIn,
        in UInt256 amountOut,
        uint impactMaxPips
    )
    {
        if (impactMaxPips >= SwapMath.FeeUnits)
        {
            return true;
        }

        // out * all >= in * kept * price, where kept of all is what fee and limit leave.
        ref readonly PoolState state = ref _states[pool];
        bool isPair = state.Shape == PoolShape.ConstantProduct;
        UInt256 all = (isPair ? state.Fee.Base : SwapMath.FeeUnits) * (ulong)SwapMath.FeeUnits;
        UInt256 kept =
            (isPair ? state.Fee.Kept : SwapMath.FeeUnits - state.FeePips)
            * (ulong)(SwapMath.FeeUnits - impactMaxPips);
        UInt256 upper;
        UInt256 lower;
        if (isPair)
        {
            UInt256 reserve0 = state.Reserve0OrLiquidity;
            UInt256 reserve1 = state.Reserve1;
            (lower, upper) = zeroForOne ? (reserve0, reserve1) : (reserve1, reserve0);
            return UInt256.TryMultiply(in amountOut, in lower, out UInt256 got)
                && UInt256.TryMultiply(in amountIn, in upper, out UInt256 wanted)
                && IsProductLess(in wanted, in kept, in got, in all);
        }

        return UInt256.TryMultiply(in amountOut, in all, out upper)
            && UInt256.TryMultiply(in amountIn, in kept, out lower)
            && IsPriced(in upper, in lower, in state.SqrtPriceX96, zeroForOne);
    }

    // a * b <= c * d.
    private static bool IsProductLess(in UInt256 a, in UInt256 b, in UInt256 c, in UInt256 d)
    {
        UInt256.MultiplyFull(in a, in b, out UInt256 low, out UInt256 high);
        UInt256.MultiplyFull(in c, in d, out UInt256 otherLow, out UInt256 otherHigh);
        return high == otherHigh ? low <= otherLow : high < otherHigh;
    }

    // upper * 2^192 >= lower * root^2, or upper * root^2 >= lower * 2^192.
    private static bool IsPriced(in UInt256 upper, in UInt256 lower, in UInt256 root, bool zeroForOne)
    {
        UInt256 byRoot = zeroForOne ? lower : upper;
        UInt256 byPower = zeroForOne ? upper : lower;
        UInt256.MultiplyFull(in root, in root, out UInt256 squareLow, out UInt256 squareHigh);
        UInt256.MultiplyFull(in byRoot, in squareLow, out UInt256 low, out UInt256 high);
        bool fits = UInt256.TryMultiply(in byRoot, in squareHigh, out UInt256 more);
        fits &= UInt256.TryAdd(in high, in more, out high);
        UInt256 powerLow = byPower << 192;
        UInt256 powerHigh = byPower >> 64;
        // Where the product does not fit 512 bits it is the larger one: the other has 448 at most.
        bool isLess = fits && (high == powerHigh ? low <= powerLow : high < powerHigh);
        bool isEqual = fits && high == powerHigh && low == powerLow;
        return zeroForOne ? isLess : !isLess || isEqual;
    }
}
