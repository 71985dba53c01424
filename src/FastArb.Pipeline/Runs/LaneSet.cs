using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.Ring;

namespace FastArb.Pipeline;

/// <summary>
/// The ring and all lanes of an engine: the one place where events meet handlers, whether they arrive, are
/// replayed or simulated.
/// </summary>
public sealed class LaneSet
{
    // So that a lane's progress is seen while it works through much.
    private const int BatchMax = 256;

    private readonly BatchEventProcessor<ChainEvent, LaneConsumer>?[] _processors;
    private readonly Thread?[] _threads;

    /// <summary>Makes all of it; nothing runs yet.</summary>
    /// <param name="plan">Of the engine.</param>
    /// <param name="outbox">What lanes say goes there.</param>
    /// <param name="asks">Whether the first lane's questions are put: live, and not in a replay.</param>
    public LaneSet(EnginePlan plan, LaneOutbox outbox, bool asks)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Plan = plan;
        Ring = new RingBuffer<ChainEvent>(plan.RingCapacity, plan.Lanes.WaitStyle);
        Lanes =
        [
            .. Enumerable
                .Range(0, plan.Lanes.Lanes.Length)
                .Select(seat => plan.NewLane(seat, outbox, asks && seat == 0)),
        ];
        _processors = new BatchEventProcessor<ChainEvent, LaneConsumer>?[Lanes.Length];
        _threads = new Thread?[Lanes.Length];
        for (int seat = plan.Lanes.IsFused ? 1 : 0; seat < Lanes.Length; seat++)
        {
            BatchEventProcessor<ChainEvent, LaneConsumer> processor = new(
                Ring,
                Ring.NewBarrier(),
                new LaneConsumer(Lanes[seat]),
                BatchMax
            );
            Ring.AddGatingSequences(processor.Sequence);
            _processors[seat] = processor;
        }
    }

    public EnginePlan Plan { get; }

    public RingBuffer<ChainEvent> Ring { get; }

    public ImmutableArray<Lane> Lanes { get; }

    /// <summary>Where the sequencer puts its events.</summary>
    public LaneSink Sink => new(Ring, Plan.Lanes.IsFused ? Lanes[0] : null);

    /// <summary>Starts the threads of all lanes that have one.</summary>
    public void Start(EngineThreads threads)
    {
        ArgumentNullException.ThrowIfNull(threads);
        for (int seat = 0; seat < Lanes.Length; seat++)
        {
            if (_processors[seat] is { } processor)
            {
                _threads[seat] = threads.Start(Lanes[seat].Name, processor.Run, Plan.Lanes.Lanes[seat].Core);
            }
        }
    }

    /// <summary>Nothing more is published: lanes work off what there is, and their threads end.</summary>
    public void CompleteAndJoin()
    {
        Ring.Complete();
        foreach (Thread? thread in _threads)
        {
            thread?.Join();
        }
    }
}
