// Runs on the thread of the lane that owns it. Allocates at construction and in Load and ContentOf only.
using System.Collections.Immutable;
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

/// <summary>
/// The state of all pools of a plan, as logs move it: each lane has its own. Indexes are those of
/// <see cref="MarketPlan.Pools"/>; behind them are scratch pools, which hold earlier states.
/// </summary>
public sealed partial class PoolTable
{
    private readonly PoolState[] _states;
    private readonly TickStore _ticks;

    public PoolTable(MarketPlan plan, PoolTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Plan = plan;
        Options = options ?? new PoolTableOptions();
        _states = new PoolState[plan.Pools.Length + Options.ScratchPools];
        _ticks = new TickStore(Options.TickWordCapacity, Options.TickCapacity);
        foreach (Pool pool in plan.Pools)
        {
            ref PoolState state = ref _states[pool.Index];
            state.Shape = pool.Venue.Kind.Shape;
            state.Fee = pool.Venue.Fee;
            state.FeePips = pool.FeePips;
            state.TickSpacing = pool.TickSpacing;
        }
    }

    public MarketPlan Plan { get; }

    public PoolTableOptions Options { get; }

    public PoolStatus StatusOf(int pool) => _states[pool].Status;

    /// <summary>
    /// Puts a whole state in the place of what the table held of a pool, which is live then.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no room for its ticks.</exception>
    public void Load(int pool, PoolContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        ref PoolState state = ref _states[pool];
        _ticks.ClearAll(ref state);
        state.Tick = content.Tick;
        state.SqrtPriceX96 = content.SqrtPriceX96;
        if (state.Shape == PoolShape.ConstantProduct)
        {
            state.Reserve0OrLiquidity = content.Reserve0;
            state.Reserve1 = content.Reserve1;
        }
        else
        {
            state.Reserve0OrLiquidity = content.Liquidity;
            state.FeePips = content.FeePips;
            foreach (PoolTick tick in content.Ticks)
            {
                LoadTick(ref state, pool, tick);
            }
        }

        state.Status = PoolStatus.Live;
    }

    /// <summary>The whole state of a pool.</summary>
    public PoolContent ContentOf(int pool)
    {
        ref PoolState state = ref _states[pool];
        return state.Shape == PoolShape.ConstantProduct
            ? new PoolContent { Reserve0 = state.Reserve0OrLiquidity, Reserve1 = state.Reserve1 }
            : new PoolContent
            {
                SqrtPriceX96 = state.SqrtPriceX96,
                Tick = state.Tick,
                Liquidity = state.Reserve0OrLiquidity,
                FeePips = state.FeePips,
                Ticks = TicksOf(ref state),
            };
    }

    /// <summary>Does to a pool what a log says. On a fault nothing has changed.</summary>
    public LogFault Apply(int pool, ref readonly PoolChange change)
    {
        ref PoolState state = ref _states[pool];
        switch (change.Kind)
        {
            case PoolChangeKind.Reserves:
                state.Reserve0OrLiquidity = change.Reserve0;
                state.Reserve1 = change.Reserve1;
                return LogFault.None;
            case PoolChangeKind.Price:
                state.SqrtPriceX96 = change.SqrtPriceX96;
                state.Tick = change.Tick;
                state.Reserve0OrLiquidity = change.Liquidity;
                return LogFault.None;
            case PoolChangeKind.Initialize:
                state.SqrtPriceX96 = change.SqrtPriceX96;
                state.Tick = change.Tick;
                return LogFault.None;
            case PoolChangeKind.Range:
                return ApplyRange(ref state, change.LowerTick, change.UpperTick, change.LiquidityDelta);
            case PoolChangeKind.Fee:
                state.FeePips = change.FeePips;
                return LogFault.None;
            default:
                return LogFault.None;
        }
    }

    private LogFault ApplyRange(ref PoolState state, int lower, int upper, Int128 delta)
    {
        UInt128 liquidity = state.Reserve0OrLiquidity;
        bool inRange = lower <= state.Tick && state.Tick < upper;
        if (inRange && !LiquidityMath.TryAddDelta(liquidity, delta, out liquidity))
        {
            return LogFault.Impossible;
        }

        LogFault fault = _ticks.Change(ref state, lower, delta, isUpper: false);
        if (fault != LogFault.None)
        {
            return fault;
        }

        fault = _ticks.Change(ref state, upper, delta, isUpper: true);
        if (fault != LogFault.None)
        {
            // What was done a moment ago can be undone.
            _ticks.Change(ref state, lower, -delta, isUpper: false);
            return fault;
        }

        state.Reserve0OrLiquidity = liquidity;
        return LogFault.None;
    }

    private void LoadTick(ref PoolState state, int pool, PoolTick tick)
    {
        // As two positions, one below and one above, which together give gross and net.
        Int128 gross = (Int128)tick.Gross;
        Int128 lower = (gross + tick.Net) / 2;
        Int128 upper = gross - lower;
        LogFault fault =
            lower > 0 ? _ticks.Change(ref state, tick.Tick, lower, isUpper: false) : LogFault.None;
        if (fault == LogFault.None && upper > 0)
        {
            fault = _ticks.Change(ref state, tick.Tick, upper, isUpper: true);
        }

        if (fault != LogFault.None)
        {
            throw new InvalidOperationException($"tick {tick.Tick} of pool {pool} cannot be loaded: {fault}");
        }
    }

    private ImmutableArray<PoolTick> TicksOf(ref PoolState state)
    {
        ImmutableArray<PoolTick>.Builder ticks = ImmutableArray.CreateBuilder<PoolTick>();
        foreach (ref readonly TickWord word in _ticks.WordsOf(in state))
        {
            for (int bit = 0; bit < TickStore.TicksPerWord; bit++)
            {
                if (TickStore.IsSet(in word, bit))
                {
                    ref TickLiquidity liquidity = ref _ticks.At(in word, bit);
                    int tick = ((word.Place * TickStore.TicksPerWord) + bit) * state.TickSpacing;
                    ticks.Add(new PoolTick(tick, liquidity.Gross, liquidity.Net));
                }
            }
        }

        return ticks.DrainToImmutable();
    }
}
