using System.Collections.Immutable;
using FastArb.Feed;
using FastArb.Market;

namespace FastArb.Pipeline;

/// <summary>
/// All that decides what an engine makes of its input, and how its threads share the work. The same market,
/// feed plan, handlers and interventions give the same results under any lane plan.
/// </summary>
public sealed record EnginePlan(
    MarketPlan Market,
    RouteTable Routes,
    FeedPlan Feed,
    ImmutableArray<HandlerPlan> Handlers,
    LanePlan Lanes
)
{
    /// <summary>Events in the ring, a power of two: 320 bytes each.</summary>
    public int RingCapacity { get; init; } = 1 << 16;

    public PoolTableOptions Pools { get; init; } = new();

    /// <summary>
    /// How each lane's market is loaded and audited. Whether one asks is the engine's to say.
    /// </summary>
    public LiveMarketOptions Loading { get; init; } = new();

    /// <summary>
    /// Handlers that are known to be out from some event on: of an earlier run of this recording.
    /// </summary>
    public ImmutableArray<HandlerFault> Interventions { get; init; } = [];

    /// <summary>
    /// What is known before the first event; null: nothing, and all pools are read from the chain. The feed's
    /// plan starts at its block.
    /// </summary>
    public MarketGenesis? Genesis { get; init; }

    /// <summary>A lane that has seen nothing, with the handlers of its seat but those named.</summary>
    public Lane NewLane(int seat, LaneOutbox outbox, bool asks) =>
        NewLane(seat, outbox, asks, Interventions, from: null);

    /// <summary>A lane as it was at a checkpoint, or at the beginning.</summary>
    internal Lane NewLane(
        int seat,
        LaneOutbox outbox,
        bool asks,
        IEnumerable<HandlerFault> interventions,
        Checkpoint? from
    )
    {
        PoolTable pools = new(Market, Pools);
        RouteQuotes quotes = new(pools, Routes);
        LiveMarket market = new(pools, Feed.Rules, Loading with { Asks = asks });
        Lane lane = new(
            $"lane-{seat + 1}",
            market,
            Lanes.Lanes[seat].Handlers.Select(handler => Handlers[handler].Make(quotes)),
            outbox,
            interventions
        );
        if (from is not null)
        {
            lane.Restore(from);
        }
        else if (Genesis is { } genesis)
        {
            if (Feed.Order.Start != genesis.Head)
            {
                throw new InvalidOperationException(
                    $"the market is known at block {genesis.Head}, and the feed does not start there"
                );
            }

            market.Begin(genesis.Head, genesis.Pools);
        }

        return lane;
    }
}
