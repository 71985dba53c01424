// Runs on the thread that owns the table, on the hot path. Allocates at construction only, no exceptions.
// Costs: a step that is known 3 ns, one that is not 100 ns, once until the pool's ticks change.
using System.Runtime.CompilerServices;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// Remembers the steps of swaps, per pool and direction, so that a quote over many ticks computes only the
/// step that it ends in. Nothing here is state: what does not hold any more is made anew.
/// </summary>
internal sealed class SwapLadders
{
    // So that sums over all steps, which are fewer than 2^21, fit 128 bits.
    private const int AmountBitsMax = 107;

    private readonly TickStore _ticks;
    private readonly SwapLadder[] _ladders;

    // Of each pool, where its two ladders are: constant-product pools have none.
    private readonly int[] _places;

    private SwapLadder _further;

    public SwapLadders(TickStore ticks, ReadOnlySpan<PoolShape> pools, int scratchPools)
    {
        _ticks = ticks;
        _places = new int[pools.Length + scratchPools];
        int count = 0;
        for (int pool = 0; pool < _places.Length; pool++)
        {
            _places[pool] = count;

            // A scratch pool can be of either shape.
            count += pool < pools.Length && pools[pool] == PoolShape.ConstantProduct ? 0 : 2;
        }

        _ladders = new SwapLadder[count];
    }

    public int Count => _ladders.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref SwapLadder For(int pool, bool zeroForOne) =>
        ref _ladders[_places[pool] + (zeroForOne ? 1 : 0)];

    /// <summary>
    /// Takes a swap that has not begun to its end, if its ladder leads there: with what comes out for an
    /// exact input, or goes in for an exact output. Else the swap is where the contract's loop has to go on.
    /// </summary>
    public bool TryFinish(int pool, ref readonly PoolState state, ref SwapWalk walk, out UInt128 calculated)
    {
        calculated = 0;
        bool exactInput = !walk.Remaining.IsNegative;
        UInt256 amount = Int256.UnsignedAbs(walk.Remaining);
        (ulong u0, ulong u1, ulong u2, ulong u3) = amount.Limbs;
        ref SwapLadder ladder = ref For(pool, walk.ZeroForOne);
        UInt128 remaining = new(u1, u0);
        // Not even the largest number is enough for a step that cannot be reached.
        bool tooMuch = (u2 | u3) != 0 || remaining == LadderStep.Unreachable;
        if (tooMuch || !TryBegin(ref ladder, in state, walk.ZeroForOne))
        {
            return false;
        }

        ladder = ref Climb(
            ref ladder,
            in state,
            exactInput,
            walk.ZeroForOne,
            ref remaining,
            ref calculated,
            out int step
        );
        if (remaining == 0)
        {
            return true;
        }

        ref readonly LadderStep end = ref ladder.Steps[step];
        if (step > 0)
        {
            walk.Price = ladder.Steps[step - 1].Target;
        }

        if (TryEnd(in end, in walk, state.FeePips, remaining, exactInput, out UInt128 last))
        {
            calculated += last;
            return true;
        }

        if (step > 0)
        {
            walk.Tick = end.Tick;
            walk.Liquidity = end.Liquidity;
            walk.Remaining = exactInput ? remaining : -(Int256)remaining;
            walk.Calculated = calculated;
        }

        return false;
    }

    // The other amount of the step that a swap ends in, which is less than the whole step. False where that
    // cannot be said so quickly.
    private static bool TryEnd(
        ref readonly LadderStep step,
        ref readonly SwapWalk walk,
        uint feePips,
        UInt128 remaining,
        bool exactInput,
        out UInt128 amount
    )
    {
        if (exactInput)
        {
            return SwapMath.TryAmountOutShortOfTarget(
                    in walk.Price,
                    in step.Target,
                    step.Liquidity,
                    remaining,
                    feePips,
                    walk.ZeroForOne,
                    out amount
                )
                && (amount >> AmountBitsMax) == 0;
        }

        amount = 0;
        UInt256 wanted = remaining;
        if (
            step.Given == LadderStep.Unreachable
            || !SwapMath.TryAmountInShortOfTarget(
                in walk.Price,
                step.Liquidity,
                in wanted,
                feePips,
                walk.ZeroForOne,
                out UInt256 paid
            )
            || paid.BitLength > AmountBitsMax
        )
        {
            return false;
        }

        amount = (UInt128)paid;
        return true;
    }

    // Over all steps that are taken whole; to the number of the one that is not, on the ladder that is
    // returned.
    private ref SwapLadder Climb(
        ref SwapLadder ladder,
        scoped ref readonly PoolState state,
        bool exactInput,
        bool zeroForOne,
        scoped ref UInt128 remaining,
        scoped ref UInt128 calculated,
        out int step
    )
    {
        step = 0;
        while (remaining != 0)
        {
            if (step == ladder.Count)
            {
                if (step == SwapLadder.StepsMax)
                {
                    ladder = ref Further(in ladder);
                    step = 1;
                }

                Extend(ref ladder, in state, zeroForOne);
            }

            ref readonly LadderStep next = ref ladder.Steps[step];
            UInt128 needed = exactInput ? next.Taken : next.Given;
            if (remaining < needed)
            {
                break;
            }

            remaining -= needed;
            calculated += exactInput ? next.Given : next.Taken;
            step++;
        }

        return ref ladder;
    }

    // A ladder that begins with the last step of a full one, and is forgotten with this swap.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ref SwapLadder Further(ref readonly SwapLadder full)
    {
        _further.Steps[0] = full.Steps[SwapLadder.StepsMax - 1];
        _further.End = full.End;
        _further.EndLiquidity = full.EndLiquidity;
        _further.Count = 1;
        return ref _further;
    }

    private bool TryBegin(ref SwapLadder ladder, ref readonly PoolState state, bool zeroForOne)
    {
        ref LadderStep first = ref ladder.Steps[0];
        if (!ladder.Holds(in state))
        {
            if (state.FeePips >= SwapMath.FeeUnits)
            {
                return false;
            }

            first.Liquidity = state.Reserve0OrLiquidity;
            ladder.End = TickCursor.At(_ticks, in state, state.Tick, zeroForOne);
            ladder.End.Around(_ticks, in state, zeroForOne, out ladder.FromTick, out ladder.ToTick);
            GoToBorder(ref ladder, ref first, in state, zeroForOne);
            ladder.FeePips = state.FeePips;
            ladder.Price = default;
            ladder.Count = 1;
            ladder.Stamp = state.TicksStamp;
        }

        if (ladder.Price != state.SqrtPriceX96)
        {
            Measure(ref first, in state.SqrtPriceX96, state.FeePips, zeroForOne);
            ladder.Price = state.SqrtPriceX96;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Extend(ref SwapLadder ladder, ref readonly PoolState state, bool zeroForOne)
    {
        ref LadderStep step = ref ladder.Steps[ladder.Count];
        step.Tick = ladder.End.Tick(in state, zeroForOne);
        step.Liquidity = ladder.EndLiquidity;
        GoToBorder(ref ladder, ref step, in state, zeroForOne);
        Measure(ref step, in ladder.Steps[ladder.Count - 1].Target, state.FeePips, zeroForOne);
        ladder.Count++;
    }

    // Where the step ends, and what is behind.
    private void GoToBorder(
        ref SwapLadder ladder,
        ref LadderStep step,
        ref readonly PoolState state,
        bool zeroForOne
    )
    {
        ladder.End.Next(_ticks, in state, zeroForOne, out TickBorder border);
        bool isLast = border.Tick == (zeroForOne ? TickMath.MinTick : TickMath.MaxTick);
        if (isLast)
        {
            step.Target = SwapWalk.FarthestPrice(zeroForOne);
        }
        else
        {
            _ = TickMath.TryRatioAtTick(border.Tick, out step.Target);
        }

        bool goesOn = LiquidityMath.TryAddDelta(
            step.Liquidity,
            zeroForOne ? -border.Net : border.Net,
            out ladder.EndLiquidity
        );
        step.IsLast = isLast || !goesOn;
    }

    // What a step takes and gives from this price on. Nothing is ever enough for a last one, for numbers too
    // wide, or where the price is on the wrong side: such a swap takes the contract's loop.
    private static void Measure(ref LadderStep step, in UInt256 price, uint feePips, bool zeroForOne)
    {
        bool isKnown =
            !step.IsLast
            && SwapMath.TryWholeStep(
                in price,
                in step.Target,
                step.Liquidity,
                feePips,
                zeroForOne,
                out step.Taken,
                out step.Given
            )
            && ((step.Taken | step.Given) >> AmountBitsMax) == 0;
        if (!isKnown)
        {
            step.Taken = LadderStep.Unreachable;
            step.Given = LadderStep.Unreachable;
        }
    }
}
