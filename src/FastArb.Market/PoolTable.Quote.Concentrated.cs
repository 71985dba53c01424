// Runs on the thread of the lane that owns the table. No allocation, no exceptions, no change of state.
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class PoolTable
{
    private QuoteOutcome ConcentratedOut(
        ref readonly PoolState state,
        bool zeroForOne,
        in UInt256 amountIn,
        out UInt256 amountOut
    )
    {
        SwapRequest request = new(zeroForOne, (Int256)amountIn, default);
        if (request.Amount.IsNegative)
        {
            // No int256: nobody can ask for it.
            amountOut = default;
            return QuoteOutcome.Reverted;
        }

        QuoteOutcome outcome = SwapConcentrated(in state, in request, out SwapResult result);
        amountOut = result.AmountOut;
        return outcome;
    }

    private QuoteOutcome ConcentratedIn(
        ref readonly PoolState state,
        bool zeroForOne,
        in UInt256 amountOut,
        out UInt256 amountIn
    )
    {
        SwapRequest request = new(zeroForOne, -(Int256)amountOut, default);
        if (!request.Amount.IsNegative)
        {
            // Nothing, or no int256.
            amountIn = default;
            return QuoteOutcome.Reverted;
        }

        QuoteOutcome outcome = SwapConcentrated(in state, in request, out SwapResult result);
        amountIn = result.AmountIn;
        return outcome;
    }

    private QuoteOutcome SwapConcentrated(
        ref readonly PoolState state,
        in SwapRequest request,
        out SwapResult result
    )
    {
        result = default;
        SwapWalk walk = new()
        {
            ZeroForOne = request.ZeroForOne,
            Remaining = request.Amount,
            Price = state.SqrtPriceX96,
            Limit = request.SqrtPriceLimitX96.IsZero
                ? FarthestPrice(request.ZeroForOne)
                : request.SqrtPriceLimitX96,
            Liquidity = state.Reserve0OrLiquidity,
            Tick = state.Tick,
        };
        if (
            request.Amount.IsZero
            || !IsAhead(in walk.Limit, in walk.Price, request.ZeroForOne)
            || !walk.TryFinish(_ticks, in state)
        )
        {
            return QuoteOutcome.Reverted;
        }

        UInt256 given = (UInt256)(request.Amount - walk.Remaining);
        (result.AmountIn, result.AmountOut) = request.Amount.IsNegative
            ? (walk.Calculated, -given)
            : (given, walk.Calculated);
        result.TicksCrossed = walk.TicksCrossed;
        result.Tick = walk.Tick;
        result.SqrtPriceX96 = walk.Price;
        result.Reserve0OrLiquidity = walk.Liquidity;
        return walk.Remaining.IsZero ? QuoteOutcome.Full : QuoteOutcome.Partial;
    }

    // The contract takes limits inside the range of prices only; of a pool without a price it takes none.
    private static bool IsAhead(in UInt256 limit, in UInt256 price, bool zeroForOne)
    {
        UInt256 farthest = FarthestPrice(zeroForOne);
        return !price.IsZero
            && (zeroForOne ? limit < price && limit >= farthest : price < limit && limit <= farthest);
    }

    private static UInt256 FarthestPrice(bool zeroForOne) =>
        zeroForOne ? TickMath.MinSqrtRatio + UInt256.One : TickMath.MaxSqrtRatio - UInt256.One;
}
