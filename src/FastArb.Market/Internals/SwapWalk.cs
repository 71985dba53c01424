// Runs on the thread that owns the table, on the hot path. No allocation, no exceptions.
// Costs: 220 ns per step, the one that ends short of its border more.
using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// A swap through a concentrated pool on its way: the loop of the contract's swap, step by step, each ending
/// at a tick, at the border of a bitmap word, or at the price limit.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct SwapWalk
{
    public bool ZeroForOne;

    /// <summary>As in <see cref="SwapRequest"/>: of input where positive, of output where negative.</summary>
    public Int256 Remaining;

    /// <summary>The other side: what came out for an exact input, what went in for an exact output.</summary>
    public UInt256 Calculated;

    public UInt256 Price;

    public UInt256 Limit;

    public UInt128 Liquidity;

    public int Tick;

    public int TicksCrossed;

    /// <summary>The limit that none stands for, as the routers write it.</summary>
    public static UInt256 FarthestPrice(bool zeroForOne) =>
        zeroForOne ? TickMath.MinSqrtRatio + UInt256.One : TickMath.MaxSqrtRatio - UInt256.One;

    /// <summary>
    /// To the end of the amount or to the price limit. False where the contract reverts.
    /// </summary>
    public bool TryFinish(TickStore ticks, ref readonly PoolState pool)
    {
        bool exactInput = !Remaining.IsNegative;
        // A step that ends short of its border is the last one, so it need not follow the price.
        TickCursor cursor = TickCursor.At(ticks, in pool, Tick, ZeroForOne);
        while (!Remaining.IsZero && Price != Limit)
        {
            if (!TryStep(ticks, in pool, ref cursor, exactInput))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryStep(TickStore ticks, ref readonly PoolState pool, ref TickCursor cursor, bool exactInput)
    {
        cursor.Next(ticks, in pool, ZeroForOne, out TickBorder border);
        _ = TickMath.TryRatioAtTick(border.Tick, out UInt256 borderPrice);
        bool limited = ZeroForOne ? borderPrice < Limit : Limit < borderPrice;
        bool moved = true;
        if (limited || !TryWholeStep(in borderPrice, pool.FeePips, exactInput))
        {
            UInt256 before = Price;
            if (!TryPartOfStep(limited ? Limit : borderPrice, pool.FeePips, exactInput))
            {
                return false;
            }

            moved = Price != before;
        }

        if (Price == borderPrice)
        {
            // Below a tick that was crossed downwards, though the price is still that of the tick.
            Tick = ZeroForOne ? border.Tick - 1 : border.Tick;
            TicksCrossed += border.IsInitialized ? 1 : 0;
            return LiquidityMath.TryAddDelta(Liquidity, ZeroForOne ? -border.Net : border.Net, out Liquidity);
        }

        return !moved || TickMath.TryTickAtRatio(in Price, out Tick);
    }

    // To the border, if what remains leads there and the numbers are not too wide.
    private bool TryWholeStep(in UInt256 target, uint feePips, bool exactInput)
    {
        if (
            !SwapMath.TryWholeStep(
                in Price,
                in target,
                Liquidity,
                feePips,
                ZeroForOne,
                out UInt128 taken,
                out UInt128 given
            )
        )
        {
            return false;
        }

        Int256 rest = exactInput ? Remaining - taken : Remaining + given;
        if (exactInput ? rest.IsNegative : !rest.IsNegative && !rest.IsZero)
        {
            return false;
        }

        Remaining = rest;
        Calculated += exactInput ? given : taken;
        Price = target;
        return true;
    }

    private bool TryPartOfStep(in UInt256 target, uint feePips, bool exactInput)
    {
        if (
            !SwapMath.TryComputeSwapStep(
                in Price,
                in target,
                Liquidity,
                in Remaining,
                feePips,
                out SwapStep step
            )
        )
        {
            return false;
        }

        // None of these leaves 255 bits: an input short of the target is what remains, one that reaches it
        // is below 2^212.
        UInt256 paid = step.AmountIn + step.FeeAmount;
        if (exactInput)
        {
            Remaining -= (Int256)paid;
            Calculated += step.AmountOut;
        }
        else
        {
            Remaining += (Int256)step.AmountOut;
            Calculated += paid;
        }

        Price = step.SqrtPriceNext;
        return true;
    }
}
