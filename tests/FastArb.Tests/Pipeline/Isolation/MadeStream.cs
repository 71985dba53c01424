using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;
using FastArb.Tests.Market.Loading;

namespace FastArb.Tests.Pipeline.Isolation;

/// <summary>
/// A market of pairs, known from the start, and its events: each follows from the seed and its own number
/// alone, so that a stream may be as long as a test wants, and nobody has to keep it.
/// </summary>
internal sealed class MadeStream
{
    /// <summary>Events of a block: it begins, its logs, it is sealed.</summary>
    public const int BlockEvents = 10;

    private const int Pairs = 4;

    private readonly ulong _seed;
    private readonly MarketPlan _market;
    private readonly FeedPlan _feed;
    private readonly RouteTable _routes;
    private readonly MarketGenesis _genesis;
    private readonly int[] _sources;

    public MadeStream(ulong seed)
    {
        _seed = seed;
        MadeMarket made = new(seed, Pairs, concentrated: 0);
        _market = made.Plan;
        BlockIdentity first = new(made.First.Number, made.First.Hash);
        WatchRules rules = _market.ToWatchRules();
        _feed = new FeedPlan(rules) { Order = new BlockOrderOptions { Start = first } };
        _routes = RouteSearch.Find(_market, new RouteSearchOptions());
        _genesis = new MarketGenesis(
            first,
            [.. _market.Pools.Select(pool => (pool.Index, made.StateOf(pool.Index, first.Hash)))]
        );
        _sources = [.. _market.Pools.Select(pool => rules.Addresses.IndexOf(pool.Address))];
    }

    public EnginePlan PlanOf(LanePlan lanes, int ring, params ImmutableArray<HandlerPlan> handlers) =>
        new(_market, _routes, _feed, handlers, lanes)
        {
            RingCapacity = ring,
            Genesis = _genesis,
            Loading = new LiveMarketOptions { AuditBlocks = 0 },
        };

    /// <summary>The same handlers on a lane that nothing disturbs, after so many events.</summary>
    public Lane Undisturbed(EnginePlan plan, long events)
    {
        EnginePlan one = plan with { Lanes = LanePlan.Of(1, plan.Handlers.Length) };
        Lane lane = one.NewLane(0, new LaneOutbox(null), asks: false);
        for (long sequence = 0; sequence < events; sequence++)
        {
            ChainEvent e = EventAt(sequence);
            lane.On(in e);
        }

        return lane;
    }

    /// <summary>What the reader does, on the calling thread.</summary>
    public void Publish(ref LaneSink sink, long from, long to)
    {
        for (long sequence = from; sequence < to; sequence++)
        {
            sink.Claim() = EventAt(sequence);
            sink.Publish();
        }
    }

    public ChainEvent EventAt(long sequence)
    {
        long number = _genesis.Head.Number + 1 + (sequence / BlockEvents);
        int place = (int)(sequence % BlockEvents);
        ChainEvent e = new()
        {
            Sequence = sequence,
            BlockNumber = number,
            Kind = ChainEventKind.Log,
        };
        if (place is 0 or BlockEvents - 1)
        {
            e.Kind = place == 0 ? ChainEventKind.BlockBegin : ChainEventKind.BlockSealed;
            e.Words[0] = HashOf(number);
            e.Words[1] = place == 0 ? HashOf(number - 1) : default;
            return e;
        }

        SeededBits bits = new(_seed ^ (ulong)sequence);
        int pool = (int)(bits.NextUInt64() % Pairs);
        e.TransactionIndex = (uint)place;
        e.LogIndex = (uint)place;
        e.Source = _sources[pool];
        e.DataLength = 2 * UInt256.ByteCount;
        e.WordCount = 3;
        e.Words[0] = _market.Pools[pool].Address.ToWord();
        e.Words[1] = new UInt256(bits.NextUInt64() | 1);
        e.Words[2] = new UInt256(bits.NextUInt64() | 1);
        return e;
    }

    private UInt256 HashOf(long number) =>
        number == _genesis.Head.Number ? _genesis.Head.Hash : new UInt256(~_seed ^ (ulong)number);
}
