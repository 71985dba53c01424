// Runs on the thread of the lane that owns the table. No allocation, no exceptions, no change of state.
// Costs: 20 ns in a constant-product pool.
using System.Runtime.CompilerServices;
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

/// <summary>What swaps would do, to the last unit: the contracts' own arithmetic on the state held.</summary>
public sealed partial class PoolTable
{
    /// <summary>
    /// What comes out for exactly this input. Of a <see cref="QuoteOutcome.Partial"/> one, what comes out for
    /// the part that goes in.
    /// </summary>
    public QuoteOutcome AmountOut(int pool, bool zeroForOne, in UInt256 amountIn, out UInt256 amountOut)
    {
        ref readonly PoolState state = ref _states[pool];
        if (state.Status != PoolStatus.Live)
        {
            amountOut = default;
            return QuoteOutcome.NotLive;
        }

        return state.Shape == PoolShape.ConstantProduct
            ? ConstantProductOut(in state, zeroForOne, in amountIn, out amountOut)
            : ConcentratedOut(pool, in state, zeroForOne, in amountIn, out amountOut);
    }

    /// <summary>
    /// The least input for exactly this output, as the pair accepts it or as an exact-output swap takes it.
    /// Of a <see cref="QuoteOutcome.Partial"/> one, the input for the part that comes out.
    /// </summary>
    public QuoteOutcome AmountIn(int pool, bool zeroForOne, in UInt256 amountOut, out UInt256 amountIn)
    {
        ref readonly PoolState state = ref _states[pool];
        if (state.Status != PoolStatus.Live)
        {
            amountIn = default;
            return QuoteOutcome.NotLive;
        }

        return state.Shape == PoolShape.ConstantProduct
            ? ConstantProductIn(in state, zeroForOne, in amountOut, out amountIn)
            : ConcentratedIn(pool, in state, zeroForOne, in amountOut, out amountIn);
    }

    /// <summary>
    /// All that a swap would do, the state after it included. Pairs know no price limit: with one they
    /// revert.
    /// </summary>
    public QuoteOutcome Swap(int pool, in SwapRequest request, out SwapResult result)
    {
        ref readonly PoolState state = ref _states[pool];
        if (state.Status != PoolStatus.Live)
        {
            result = default;
            return QuoteOutcome.NotLive;
        }

        return state.Shape == PoolShape.ConstantProduct
            ? SwapConstantProduct(in state, in request, out result)
            : SwapConcentrated(in state, in request, out result);
    }

    /// <summary>
    /// The same for a pair's ordinary numbers alone; false of all else, which <see cref="AmountOut"/> knows.
    /// </summary>
    // The same few lines stand below: shared between both, that one took 33 to 39 ns instead of 28.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryPairOut(RouteLeg leg, in UInt128 amountIn, out UInt128 amountOut)
    {
        ref readonly PoolState state = ref _states[leg.Pool];
        amountOut = default;
        if (state.Status != PoolStatus.Live || state.Shape != PoolShape.ConstantProduct)
        {
            return false;
        }

        ref readonly UInt128 reserve0 = ref state.Reserve0OrLiquidity;
        ref readonly UInt128 reserve1 = ref state.Reserve1;
        ref readonly UInt128 reserveIn = ref leg.ZeroForOne ? ref reserve0 : ref reserve1;
        ref readonly UInt128 reserveOut = ref leg.ZeroForOne ? ref reserve1 : ref reserve0;
        return ConstantProduct.AmountOut(in amountIn, in reserveIn, in reserveOut, state.Fee, out amountOut)
                == ConstantProductResult.Ok
            && amountOut != 0
            && CannotOverflow(amountIn | reserveIn | reserveOut);
    }

    private static QuoteOutcome ConstantProductOut(
        ref readonly PoolState state,
        bool zeroForOne,
        in UInt256 amountIn,
        out UInt256 amountOut
    )
    {
        ref readonly UInt128 reserve0 = ref state.Reserve0OrLiquidity;
        ref readonly UInt128 reserve1 = ref state.Reserve1;
        ref readonly UInt128 reserveIn = ref zeroForOne ? ref reserve0 : ref reserve1;
        ref readonly UInt128 reserveOut = ref zeroForOne ? ref reserve1 : ref reserve0;
        (ulong u0, ulong u1, ulong u2, ulong u3) = amountIn.Limbs;
        UInt128 amount = new(u1, u0);
        if (
            (u2 | u3) == 0
            && ConstantProduct.AmountOut(in amount, in reserveIn, in reserveOut, state.Fee, out UInt128 given)
                == ConstantProductResult.Ok
            && given != 0
            && CannotOverflow(amount | reserveIn | reserveOut)
        )
        {
            amountOut = given;
            return QuoteOutcome.Full;
        }

        UInt256 wideIn = reserveIn;
        UInt256 wideOut = reserveOut;
        ConstantProductResult result = ConstantProduct.AmountOut(
            in amountIn,
            in wideIn,
            in wideOut,
            state.Fee,
            out UInt256 quote
        );
        bool accepted = IsAccepted(result, in wideIn, in wideOut, in amountIn, in quote, state.Fee);
        amountOut = accepted ? quote : default;
        return accepted ? QuoteOutcome.Full : QuoteOutcome.Reverted;
    }

    private static QuoteOutcome ConstantProductIn(
        ref readonly PoolState state,
        bool zeroForOne,
        in UInt256 amountOut,
        out UInt256 amountIn
    )
    {
        ref readonly UInt128 reserve0 = ref state.Reserve0OrLiquidity;
        ref readonly UInt128 reserve1 = ref state.Reserve1;
        ref readonly UInt128 reserveIn = ref zeroForOne ? ref reserve0 : ref reserve1;
        ref readonly UInt128 reserveOut = ref zeroForOne ? ref reserve1 : ref reserve0;
        (ulong u0, ulong u1, ulong u2, ulong u3) = amountOut.Limbs;
        UInt128 wanted = new(u1, u0);
        if (
            (u2 | u3) == 0
            && ConstantProduct.TryLeastAmountIn(
                in wanted,
                in reserveIn,
                in reserveOut,
                state.Fee,
                out UInt128 least
            )
            && CannotOverflow(least | reserveIn | reserveOut)
        )
        {
            amountIn = least;
            return QuoteOutcome.Full;
        }

        UInt256 wideIn = reserveIn;
        UInt256 wideOut = reserveOut;
        ConstantProductResult result = ConstantProduct.LeastAmountIn(
            in amountOut,
            in wideIn,
            in wideOut,
            state.Fee,
            out UInt256 quote
        );
        bool accepted = IsAccepted(result, in wideIn, in wideOut, in quote, in amountOut, state.Fee);
        amountIn = accepted ? quote : default;
        return accepted ? QuoteOutcome.Full : QuoteOutcome.Reverted;
    }

    private static QuoteOutcome SwapConstantProduct(
        ref readonly PoolState state,
        in SwapRequest request,
        out SwapResult result
    )
    {
        result = default;
        UInt256 given = Int256.UnsignedAbs(request.Amount);
        bool exactOutput = request.Amount.IsNegative;
        QuoteOutcome outcome = exactOutput
            ? ConstantProductIn(in state, request.ZeroForOne, in given, out UInt256 other)
            : ConstantProductOut(in state, request.ZeroForOne, in given, out other);
        if (outcome != QuoteOutcome.Full || !request.SqrtPriceLimitX96.IsZero)
        {
            return QuoteOutcome.Reverted;
        }

        (result.AmountIn, result.AmountOut) = exactOutput ? (other, given) : (given, other);
        UInt128 paid = (UInt128)result.AmountIn;
        UInt128 taken = (UInt128)result.AmountOut;
        result.Reserve0OrLiquidity = state.Reserve0OrLiquidity + (request.ZeroForOne ? paid : -taken);
        result.Reserve1 = state.Reserve1 + (request.ZeroForOne ? -taken : paid);
        return QuoteOutcome.Full;
    }

    // A quote can exist that the pair refuses: of nothing, or one that leads out of its 112 bits.
    private static bool IsAccepted(
        ConstantProductResult quoted,
        in UInt256 reserveIn,
        in UInt256 reserveOut,
        in UInt256 amountIn,
        in UInt256 amountOut,
        SwapFee fee
    ) =>
        quoted == ConstantProductResult.Ok
        && ConstantProduct.PairSwap(in reserveIn, in reserveOut, in amountIn, in amountOut, fee, out _, out _)
            == ConstantProductResult.Ok;

    // Below 2^95 each, with a fee base of up to 32 bits, no product of the pair's check leaves 256 bits and
    // no balance 112: then it accepts every quote of something.
    private static bool CannotOverflow(UInt128 all) => (ulong)(all >> 95) == 0;
}
