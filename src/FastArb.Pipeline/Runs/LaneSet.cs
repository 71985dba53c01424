using System.Collections.Immutable;
using System.Diagnostics;
using FastArb.Chain;
using FastArb.Ring;

namespace FastArb.Pipeline;

/// <summary>
/// The ring and all lanes of an engine: the one place where events meet handlers, whether they arrive, are
/// replayed or simulated.
/// </summary>
public sealed partial class LaneSet
{
    private readonly LaneOutbox _outbox;
    private readonly bool _asks;

    // By seat; none where the reader runs the lane.
    private readonly LaneThread?[] _seats;
    private EngineThreads? _threads;

    /// <summary>Makes all of it; nothing runs yet.</summary>
    /// <param name="plan">Of the engine.</param>
    /// <param name="outbox">What lanes say goes there.</param>
    /// <param name="asks">Whether the questions of the lanes are put: live, and not in a replay.</param>
    /// <param name="runFolder">
    /// Of a run that goes on: lanes begin with its checkpoints, and skip what those have seen of the events.
    /// </param>
    public LaneSet(EnginePlan plan, LaneOutbox outbox, bool asks, string? runFolder = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(outbox);
        Plan = plan;
        _outbox = outbox;
        _asks = asks;
        Ring = new RingBuffer<ChainEvent>(plan.RingCapacity, plan.Lanes.WaitStyle);
        using LaneCatchUp? log = runFolder is null ? null : new LaneCatchUp(plan, runFolder);
        Lanes =
        [
            .. Enumerable
                .Range(0, plan.Lanes.Lanes.Length)
                .Select(seat => log?.Begin(seat, outbox, asks, []) ?? plan.NewLane(seat, outbox, asks)),
        ];
        CheckpointsSkipped = [.. log?.Skipped ?? []];
        _seats = new LaneThread?[Lanes.Length];
        for (int seat = plan.Lanes.IsFused ? 1 : 0; seat < Lanes.Length; seat++)
        {
            LaneThread thread = new(Ring, Lanes[seat]);
            thread.JoinRing();
            _seats[seat] = thread;
        }
    }

    public EnginePlan Plan { get; }

    public RingBuffer<ChainEvent> Ring { get; }

    /// <summary>By seat, as they are now: one that was lost is another one later.</summary>
    public ImmutableArray<Lane> Lanes { get; private set; }

    /// <summary>Checkpoints that lanes could not begin with, and why: a sentence each.</summary>
    public ImmutableArray<string> CheckpointsSkipped { get; }

    /// <summary>Where the sequencer puts its events.</summary>
    public LaneSink Sink => new(Ring, Plan.Lanes.IsFused ? Lanes[0] : null);

    /// <summary>Starts the threads of all lanes that have one.</summary>
    public void Start(EngineThreads threads)
    {
        ArgumentNullException.ThrowIfNull(threads);
        _threads = threads;
        for (int seat = 0; seat < _seats.Length; seat++)
        {
            _seats[seat]?.Start(threads, Plan.Lanes.Lanes[seat].Core);
        }
    }

    /// <summary>Published events that a seat's lane has not taken; 0 where it is not in the ring.</summary>
    public long LagOf(int seat) => _seats[seat]?.Lag ?? 0;

    /// <summary>Nothing more is published: lanes work off what there is, and their threads end.</summary>
    public void CompleteAndJoin()
    {
        Ring.Complete();
        foreach (LaneThread? thread in _seats)
        {
            thread?.TryJoin(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>
    /// The same within a time. Lanes that are not done by then are abandoned, and named: the recording
    /// has what
    /// they lack. After the watch has ended.
    /// </summary>
    public ImmutableArray<string> CompleteAndJoin(TimeSpan limit)
    {
        Ring.Complete();
        long start = Stopwatch.GetTimestamp();
        List<string> left = [];
        foreach (LaneThread? thread in _seats)
        {
            TimeSpan rest = limit - Stopwatch.GetElapsedTime(start);
            if (thread?.TryJoin(rest) == false)
            {
                left.Add(thread.Lane.Name);
            }
        }

        return [.. left];
    }
}
