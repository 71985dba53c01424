// Runs on the thread of the lane that owns it, once per log; may not allocate or throw. Costs 10 to 20 ns, a
// range of ticks more: a search and, where a tick appears or goes, a move of its neighbours.
using System.Runtime.CompilerServices;
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

public sealed partial class PoolTable
{
    /// <summary>
    /// Does to a pool what a log says. On a fault nothing has changed. Of a pool that is not live the change
    /// cannot be undone.
    /// </summary>
    public LogFault Apply(int pool, ref readonly PoolChange change, uint transactionIndex = 0)
    {
        if (change.Kind == PoolChangeKind.Range)
        {
            return ApplyRange(pool, in change, transactionIndex);
        }

        if (change.Kind == PoolChangeKind.None)
        {
            return LogFault.None;
        }

        ref PoolState state = ref _states[pool];
        if (state.Status == PoolStatus.Live)
        {
            AddEntry(pool, ref state, change.Kind, transactionIndex);
        }

        switch (change.Kind)
        {
            case PoolChangeKind.Reserves:
                state.Reserve0OrLiquidity = change.Reserve0;
                state.Reserve1 = change.Reserve1;
                break;
            case PoolChangeKind.Price:
                state.SqrtPriceX96 = change.SqrtPriceX96;
                state.Tick = change.Tick;
                state.Reserve0OrLiquidity = change.Liquidity;
                break;
            case PoolChangeKind.Initialize:
                state.SqrtPriceX96 = change.SqrtPriceX96;
                state.Tick = change.Tick;
                break;
            default:
                state.FeePips = change.FeePips;
                break;
        }

        MarkChanged(pool, ref state);
        return LogFault.None;
    }

    private LogFault ApplyRange(int pool, ref readonly PoolChange change, uint transactionIndex)
    {
        ref PoolState state = ref _states[pool];
        Int128 delta = change.LiquidityDelta;
        UInt128 liquidity = state.Reserve0OrLiquidity;
        bool inRange = change.LowerTick <= state.Tick && state.Tick < change.UpperTick;
        if (inRange && !LiquidityMath.TryAddDelta(liquidity, delta, out liquidity))
        {
            return LogFault.Impossible;
        }

        LogFault fault = _ticks.Change(ref state, change.LowerTick, change.UpperTick, delta);
        if (fault != LogFault.None)
        {
            return fault;
        }

        if (state.Status == PoolStatus.Live)
        {
            ref JournalEntry entry = ref AddEntry(pool, ref state, PoolChangeKind.Range, transactionIndex);
            entry.LiquidityDelta = delta;
            entry.LowerTick = change.LowerTick;
            entry.UpperTick = change.UpperTick;
        }

        state.Reserve0OrLiquidity = liquidity;
        state.AreTicksStale = true;
        MarkStale(pool, ref state);
        return LogFault.None;
    }

    /// <summary>After every change of a pool's price, fee or status: routes keep rates by it.</summary>
    partial void UpdateRates(int pool);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MarkChanged(int pool, ref PoolState state)
    {
        MarkStale(pool, ref state);
        UpdateRates(pool);
    }

    // Enough for a range: it moves neither the price nor the fee, of which the rates are made.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MarkStale(int pool, ref PoolState state)
    {
        state.Version++;
        if (!state.IsRootStale)
        {
            state.IsRootStale = true;
            _rootStale[_rootStaleCount++] = pool;
        }
    }
}
