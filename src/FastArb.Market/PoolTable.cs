// Runs on the thread of the lane that owns it. What is in this file is for the start, for loading and for
// looking; the rest of the class allocates nothing but in Save and Restore.
using System.Collections.Immutable;
using FastArb.Market.Internals;

namespace FastArb.Market;

/// <summary>
/// The state of all pools of a plan, as logs move it: each lane has its own. Indexes are those of
/// <see cref="MarketPlan.Pools"/>; behind them are scratch pools, which hold earlier states.
/// </summary>
public sealed partial class PoolTable
{
    /// <summary>So many blocks can be undone at most.</summary>
    public const int UndoBlocksMax = Journal.BlocksKept;

    private readonly PoolState[] _states;
    private readonly TickStore _ticks;
    private readonly SwapLadders _ladders;
    private readonly Journal _journal;
    private readonly double[] _rates;

    public PoolTable(MarketPlan plan, PoolTableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Plan = plan;
        Options = options ?? new PoolTableOptions();
        _states = new PoolState[plan.Pools.Length + Options.ScratchPools];
        _ticks = new TickStore(Options.TickWordCapacity, Options.TickCapacity);
        _journal = new Journal(Options.JournalCapacity);
        _rates = new double[2 * _states.Length];
        _scratchChangeCounts = new long[Options.ScratchPools];
        _rootSeeds = [.. plan.Pools.Select(RootSeedOf)];
        _rootParts = new UInt128[plan.Pools.Length];
        _rootTicks = new UInt128[plan.Pools.Length];
        _rootStale = new int[plan.Pools.Length];
        foreach (Pool pool in plan.Pools)
        {
            ref PoolState state = ref _states[pool.Index];
            state.Shape = pool.Venue.Kind.Shape;
            state.Fee = pool.Venue.Fee;
            state.FeePips = pool.FeePips;
            state.TickSpacing = pool.TickSpacing;
            state.LastEntry = Journal.NoEntry;
        }

        _ladders = new SwapLadders(
            _ticks,
            [.. plan.Pools.Select(pool => pool.Venue.Kind.Shape)],
            Options.ScratchPools
        );
    }

    public MarketPlan Plan { get; }

    public PoolTableOptions Options { get; }

    public PoolStatus StatusOf(int pool) => _states[pool].Status;

    /// <summary>
    /// Says whether a pool's state can be relied on. What lies before a pool became live is not known, and no
    /// undoing makes a pool live again: going back to before that moment leaves it loading.
    /// </summary>
    public void SetStatus(int pool, PoolStatus status)
    {
        ref PoolState state = ref _states[pool];
        state.Status = status;
        state.LastEntry = Journal.NoEntry;
        if (status == PoolStatus.Live)
        {
            AddEntry(pool, ref state, PoolChangeKind.None, uint.MaxValue);
        }

        MarkChanged(pool, ref state);
    }

    /// <summary>
    /// Puts a whole state in the place of what the table held of a pool, which is live then.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no room for its ticks, or they cannot
    /// be.</exception>
    public void Load(int pool, PoolContent content)
    {
        LogFault fault = TryLoad(pool, content, PoolStatus.Live);
        if (fault != LogFault.None)
        {
            throw new InvalidOperationException($"{Plan.Pools[pool]} cannot be loaded: {fault}");
        }
    }

    /// <summary>
    /// Puts a whole state in the place of what the table held of a pool. Logs that came meanwhile are applied
    /// to a <see cref="PoolStatus.Loading"/> one before it is set live. On a fault (no room for its ticks, or
    /// ticks that cannot be) the pool is empty and loading.
    /// </summary>
    public LogFault TryLoad(int pool, PoolContent content, PoolStatus status)
    {
        ArgumentNullException.ThrowIfNull(content);
        ref PoolState state = ref _states[pool];
        _ticks.ClearAll(ref state);
        state.AreTicksStale = true;
        if (state.Shape == PoolShape.ConstantProduct)
        {
            state.Reserve0OrLiquidity = content.Reserve0;
            state.Reserve1 = content.Reserve1;
        }
        else
        {
            state.SqrtPriceX96 = content.SqrtPriceX96;
            state.Tick = content.Tick;
            state.Reserve0OrLiquidity = content.Liquidity;
            state.FeePips = content.FeePips;
        }

        LogFault fault = LogFault.None;
        for (int i = 0; i < content.Ticks.Length && fault == LogFault.None; i++)
        {
            fault = _ticks.Add(ref state, content.Ticks[i]);
        }

        if (fault != LogFault.None)
        {
            _ticks.ClearAll(ref state);
            status = PoolStatus.Loading;
        }

        SetStatus(pool, status);
        return fault;
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

    private ImmutableArray<PoolTick> TicksOf(ref PoolState state)
    {
        ImmutableArray<PoolTick>.Builder ticks = ImmutableArray.CreateBuilder<PoolTick>();
        foreach (ref readonly TickWord word in _ticks.WordsOf(in state))
        {
            int rank = 0;
            for (int bit = 0; bit < TickStore.TicksPerWord; bit++)
            {
                if (word.IsSet(bit))
                {
                    ref TickLiquidity liquidity = ref _ticks.AtRank(in word, rank++);
                    int tick = ((word.Place * TickStore.TicksPerWord) + bit) * state.TickSpacing;
                    ticks.Add(new PoolTick(tick, liquidity.Gross, liquidity.Net));
                }
            }
        }

        return ticks.DrainToImmutable();
    }
}
