using System.Runtime.InteropServices;
using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.State;

/// <summary>
/// Logs drawn from a seed, each of which can follow those before it, and what the state must be after any of
/// them: rebuilt from nothing, by <see cref="PositionsOfPool"/>.
/// </summary>
internal sealed class StateTraffic
{
    private readonly MarketPlan _plan;
    private readonly SeededBits _bits;
    private readonly PositionsOfPool[] _now;

    public StateTraffic(MarketPlan plan, ulong seed)
    {
        _plan = plan;
        _bits = new SeededBits(seed);
        _now = [.. plan.Pools.Select(pool => new PositionsOfPool(pool.Venue.Kind.Shape))];
    }

    /// <summary>All logs that happened.</summary>
    public List<Log> Logs { get; } = [];

    public int Draw(int below) => (int)(_bits.NextUInt64() % (ulong)below);

    /// <summary>Another log of a block, which happens.</summary>
    public Log Next(long block, uint transactionIndex)
    {
        int pool = Draw(_plan.Pools.Length);
        PoolChange change =
            _plan.Pools[pool].Venue.Kind.Shape == PoolShape.ConstantProduct
                ? Reserves()
                : Concentrated(_now[pool], _plan.Pools[pool].TickSpacing);
        Log log = new(block, transactionIndex, pool, change);
        Logs.Add(log);
        _now[pool].Take(change);
        return log;
    }

    /// <summary>Another block of so many logs, two to a transaction, which a table takes.</summary>
    public void Play(PoolTable table, long block, int logs)
    {
        table.BeginBlock(block);
        for (uint i = 0; i < logs; i++)
        {
            Log log = Next(block, i / 2);
            PoolChange change = log.Change;
            Assert.Equal(LogFault.None, table.Apply(log.Pool, in change, log.TransactionIndex));
        }
    }

    /// <summary>All logs above a block never happened.</summary>
    public void RollBack(long block)
    {
        Logs.RemoveAll(log => log.Block > block);
        for (int pool = 0; pool < _now.Length; pool++)
        {
            _now[pool] = Before(pool, block + 1, 0);
        }
    }

    /// <summary>The last log never happened.</summary>
    public void DropLast()
    {
        int pool = Logs[^1].Pool;
        Logs.RemoveAt(Logs.Count - 1);
        _now[pool] = Before(pool, long.MaxValue, 0);
    }

    /// <summary>A pool before a transaction of a block, from its first log on.</summary>
    public PoolContent ContentBefore(int pool, long block, uint transactionIndex) =>
        Before(pool, block, transactionIndex).Content();

    /// <summary>What the table holds otherwise than it must; null where all is right.</summary>
    public string? DifferenceOf(PoolTable table) =>
        _plan
            .Pools.Select(pool =>
                table.ContentOf(pool.Index).DifferenceFrom(ContentBefore(pool.Index, long.MaxValue, 0))
                    is { } difference
                    ? $"pool {pool.Index}: {difference}"
                    : null
            )
            .FirstOrDefault(difference => difference is not null);

    /// <summary>A table of the plan with all pools live and empty, as the traffic begins.</summary>
    public PoolTable Table(PoolTableOptions? options = null)
    {
        PoolTable table = new(_plan, options);
        for (int pool = 0; pool < _plan.Pools.Length; pool++)
        {
            table.Load(pool, ContentBefore(pool, 0, 0));
        }

        return table;
    }

    private PositionsOfPool Before(int pool, long block, uint transactionIndex)
    {
        PositionsOfPool positions = new(_plan.Pools[pool].Venue.Kind.Shape);
        foreach (Log log in Logs)
        {
            bool before =
                log.Block < block || (log.Block == block && log.TransactionIndex < transactionIndex);
            if (log.Pool == pool && before)
            {
                positions.Take(log.Change);
            }
        }

        return positions;
    }

    private PoolChange Reserves() =>
        new()
        {
            Kind = PoolChangeKind.Reserves,
            Reserve0 = (UInt128)_bits.NextBits(112),
            Reserve1 = (UInt128)_bits.NextBits(112),
        };

    private PoolChange Concentrated(PositionsOfPool pool, int spacing)
    {
        int draw = Draw(20);
        if (draw < 8)
        {
            return Price(pool, PoolChangeKind.Price, Draw(spacing * 2000) - (spacing * 1000));
        }

        if (draw == 8)
        {
            return Price(pool, PoolChangeKind.Initialize, pool.Tick);
        }

        if (draw == 9)
        {
            return new PoolChange { Kind = PoolChangeKind.Fee, FeePips = (uint)Draw(10_000) };
        }

        return draw == 10 ? default : Range(pool, spacing);
    }

    private PoolChange Price(PositionsOfPool pool, PoolChangeKind kind, int tick) =>
        new()
        {
            Kind = kind,
            SqrtPriceX96 = (UInt256)_bits.NextBits(160),
            Tick = tick,
            Liquidity = pool.LiquidityAt(tick),
        };

    // A few borders, so that positions share ticks; some far off, in words of their own.
    private PoolChange Range(PositionsOfPool pool, int spacing)
    {
        (int Lower, int Upper)[] taken = [.. pool.All.Select(position => position.Key)];
        int lower = (Draw(8) == 0 ? Draw(3000) - 1500 : Draw(12) - 6) * spacing;
        (int Lower, int Upper) range = (lower, lower + ((1 + Draw(8)) * spacing));
        Int128 delta = 1 + (Int128)(UInt128)_bits.NextBits(100);
        // More often than not something is taken, and mostly all of it: so ticks go as often as they come.
        if (taken.Length > 0 && Draw(2) == 0)
        {
            range = taken[Draw(taken.Length)];
            Int128 there = (Int128)pool.All.First(position => position.Key == range).Value;
            delta = Draw(4) == 0 ? -((there / 2) + 1) : -there;
        }

        return new PoolChange
        {
            Kind = PoolChangeKind.Range,
            LowerTick = range.Lower,
            UpperTick = range.Upper,
            LiquidityDelta = delta,
        };
    }

    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Log(long Block, uint TransactionIndex, int Pool, PoolChange Change);
}
