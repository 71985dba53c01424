// Runs on the thread of the lane that owns it, once per event; may not block or throw. A log of a live pool
// costs two look-ups, its reading and its application, and allocates nothing; loading and auditing allocate.
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using FastArb.Chain;
using FastArb.Market.Internals;

namespace FastArb.Market;

/// <summary>
/// A lane's market: takes every event of the feed, in order, and keeps its pools as the chain has them. Pools
/// are read from the chain while the feed runs, each as it was after one block, and enter when the logs since
/// then are applied. What is in doubt leaves until it has been read anew. It asks nothing itself: whoever
/// drives it hands its questions to the feed, whose answers are events. The same events give the same market,
/// the same questions and the same tags, whether or not anybody takes these.
/// </summary>
public sealed partial class LiveMarket
{
    private const int None = -1;

    private readonly LiveMarketOptions _options;
    private readonly CallBoard _board;
    private readonly PoolAdmission _admission;
    private readonly PoolLoader _loader;
    private readonly PoolAudit _audit;
    private readonly LogBuffer _buffer;
    private readonly VenueKind[] _kinds;
    private readonly int[] _ruleOfPool;
    private readonly int[] _poolOfSource;
    private readonly bool[] _isLive;
    private readonly List<int> _moved = [];
    private BlockIdentity _head;

    /// <summary>For a table in which nothing is loaded.</summary>
    /// <param name="table">The pools; only this market changes it.</param>
    /// <param name="rules">What the feed watches: the plan's rules and perhaps others, in any order.</param>
    /// <param name="options">How it is loaded.</param>
    public LiveMarket(PoolTable table, WatchRules rules, LiveMarketOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rules);
        Table = table;
        Prices = new TokenPrices(table, options?.Prices);
        _options = options ?? new LiveMarketOptions();
        MarketPlan plan = table.Plan;
        _board = new CallBoard(_options.QuestionsMax, _options.Asks);
        _admission = new PoolAdmission(plan, _options.TriesTokensOut);
        _loader = new PoolLoader(plan, _board, _admission, _options.JobsMax);
        _audit = new PoolAudit(table, _board, _admission, _options);
        _buffer = new LogBuffer(plan.Pools.Length, _options.BufferedLogs);
        _kinds = [.. plan.Pools.Select(pool => pool.Venue.Kind)];
        _isLive = new bool[plan.Pools.Length];
        _ruleOfPool =
        [
            .. plan.Pools.Select(pool =>
                rules.Rules.ToList().FindIndex(rule => rule.Name == pool.Venue.Kind.Name)
            ),
        ];
        _poolOfSource = new int[rules.Addresses.Length];
        Array.Fill(_poolOfSource, None);
        foreach (Pool pool in plan.Pools)
        {
            int source = rules.Addresses.AsSpan().BinarySearch(pool.Address);
            if (source < 0 || _ruleOfPool[pool.Index] < 0 || _poolOfSource[source] != None)
            {
                throw new ArgumentException(
                    $"no rule watches {pool}, or another pool is there",
                    nameof(rules)
                );
            }

            _poolOfSource[source] = pool.Index;
            _loader.Want(pool.Index);
        }
    }

    public PoolTable Table { get; }

    public TokenPrices Prices { get; }

    /// <summary>The block that has begun or was sealed last.</summary>
    public BlockIdentity Head => _head;

    public int LiveCount { get; private set; }

    /// <summary>Whether every pool that is not refused is live.</summary>
    public bool IsComplete => _loader.IsDone && _head != default;

    public LoadProgress Progress => _loader.Progress;

    /// <summary>Pools that became live, or ceased to be, with the last event.</summary>
    public IReadOnlyList<int> Moved => _moved;

    public long LogCount { get; private set; }

    /// <summary>Logs that cannot be, of pools that were live: each is a quarantine.</summary>
    public long FaultCount { get; private set; }

    /// <summary>Logs that are kept for pools that are being loaded.</summary>
    public int BufferedCount => _buffer.Count;

    /// <summary>Pools that were compared with the chain to the end.</summary>
    public long AuditedCount => _audit.ComparedCount;

    /// <summary>Audits that found a difference.</summary>
    public long DifferenceCount { get; private set; }

    /// <summary>
    /// Before the first event: these pools are known as they are after a sealed block, and live without a
    /// question. The others are read at that block. Events go on above it.
    /// </summary>
    /// <exception cref="InvalidOperationException">Events have come already, or there is no room for a pool's
    /// ticks, or they cannot be.</exception>
    public void Begin(BlockIdentity head, IReadOnlyList<(int Pool, PoolContent Content)> pools)
    {
        ArgumentNullException.ThrowIfNull(pools);
        RefuseIfBegun();
        _head = head;
        Table.BeginBlock(head.Number);
        foreach ((int pool, PoolContent content) in pools)
        {
            Table.Load(pool, content);
            LiveCount += _isLive[pool] ? 0 : 1;
            _isLive[pool] = true;
        }

        _loader.Begin(head, pools.Select(known => known.Pool));
        Prices.Seal(head.Number);
        BeginReadings();
    }

    /// <summary>What to ask the chain next.</summary>
    public bool TryTakeQuestion([NotNullWhen(true)] out ContractQuestion? question) =>
        _board.TryTake(out question);

    /// <summary>Takes an event and says what it did.</summary>
    public MarketUpdate On(ref readonly ChainEvent e)
    {
        if (_moved.Count > 0)
        {
            _moved.Clear();
        }

        return e.Kind == ChainEventKind.Log ? OnLog(in e) : OnOther(in e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private MarketUpdate OnLog(ref readonly ChainEvent e)
    {
        int pool = (uint)e.Source < (uint)_poolOfSource.Length ? _poolOfSource[e.Source] : None;
        if (pool < 0 || _ruleOfPool[pool] != e.Rule)
        {
            return default;
        }

        LogCount++;
        LogFault fault = _kinds[pool].Read(in e, out PoolChange change);
        if ((e.Detail & (byte)LogDetail.CutShort) != 0)
        {
            fault = LogFault.WrongLayout;
        }

        if (!_isLive[pool])
        {
            return Keep(pool, in e, fault, in change);
        }

        if (fault == LogFault.None)
        {
            fault = Table.Apply(pool, in change, e.TransactionIndex);
        }

        return fault == LogFault.None
            ? new MarketUpdate(
                change.Kind == PoolChangeKind.None ? MarketUpdateKind.None : MarketUpdateKind.PoolChanged,
                pool
            )
            : OnFault(pool, in e, fault);
    }

    // A log of a pool that is on its way.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private MarketUpdate Keep(
        int pool,
        ref readonly ChainEvent e,
        LogFault fault,
        ref readonly PoolChange change
    )
    {
        if (!_loader.Awaits(pool) || (fault == LogFault.None && change.Kind == PoolChangeKind.None))
        {
            return default;
        }

        if (fault != LogFault.None || !_buffer.TryAdd(pool, e.BlockNumber, e.TransactionIndex, in change))
        {
            // From now on one of its logs is missing: what is read of a later block does not need it.
            _buffer.Release(pool);
            _loader.Restart(pool);
        }

        return default;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private MarketUpdate OnFault(int pool, ref readonly ChainEvent e, LogFault fault)
    {
        FaultCount++;
        string what = fault switch
        {
            LogFault.NoRoom => "there is no room for another tick",
            LogFault.Impossible => "a log of it cannot follow from its state",
            LogFault.OutOfRange => "a log of it holds a number that its contract cannot",
            _ => "a log of it has another layout",
        };
        Quarantine(
            pool,
            MarketNoticeKind.Quarantined,
            string.Create(CultureInfo.InvariantCulture, $"{what} (block {e.BlockNumber}, log {e.LogIndex})")
        );
        BeginReadings();
        return new MarketUpdate(MarketUpdateKind.PoolsMoved, pool);
    }
}
