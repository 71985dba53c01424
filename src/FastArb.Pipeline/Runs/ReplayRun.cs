using FastArb.Feed;

namespace FastArb.Pipeline;

/// <summary>
/// An engine on recorded inputs: the same wiring, and the reader waits for lanes that are late.
/// </summary>
public sealed class ReplayRun
{
    private readonly EngineThreads _threads;

    public ReplayRun(EnginePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _threads = new EngineThreads(() => Lanes!.Ring.Sequencer.CancelClaims());
        Lanes = new LaneSet(plan, Outbox, asks: false);
        LaneWatch = new LaneWatch(Lanes, Outbox, new LaneWatchOptions { Detaches = false });
        Sequencer = new FeedSequencer<LaneSink>(plan.Feed, Lanes.Sink);
    }

    public LaneOutbox Outbox { get; } = new(null);

    public LaneSet Lanes { get; }

    /// <summary>Says who holds a lane; it takes none away. For a thread of whoever wants to know.</summary>
    public LaneWatch LaneWatch { get; }

    public FeedSequencer<LaneSink> Sequencer { get; }

    public Exception? Fault => _threads.Fault;

    public void Begin() => Lanes.Start(_threads);

    /// <summary>The next input.</summary>
    public void Take(in InputRecord record) =>
        Sequencer.Replay(record.Kind, record.Payload, record.ReceiveTime, record.Position);

    /// <summary>There is no further input: returns when every lane has taken everything.</summary>
    public void End() => Lanes.CompleteAndJoin();
}
