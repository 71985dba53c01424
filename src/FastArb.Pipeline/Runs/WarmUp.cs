using System.Diagnostics;
using System.Runtime;
using FastArb.Feed;

namespace FastArb.Pipeline;

/// <summary>
/// Runs the way from a message to the handlers, with a throw-away wiring of the same types and messages of a
/// chain that never was, until the compiler has nothing left to improve: the first real block finds code that
/// is done.
/// </summary>
public sealed class WarmUp
{
    private const int RingCapacity = 1_024;
    private const int RoomForTicks = 1 << 14;
    private const long BlockNs = 2_000_000_000;

    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_laneEndMax = TimeSpan.FromSeconds(1);

    private readonly EnginePlan _plan;
    private readonly WarmUpFrames _frames;
    private long _now;

    public WarmUp(EnginePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _frames = new WarmUpFrames(plan.Market);
        _plan = plan with
        {
            Genesis = _frames.Genesis,
            Feed = plan.Feed with { Order = plan.Feed.Order with { Start = _frames.Genesis.Head } },
            RingCapacity = RingCapacity,
            Pools = plan.Pools with { TickCapacity = RoomForTicks, TickWordCapacity = RoomForTicks },
            Interventions = [],
        };
    }

    /// <summary>Messages that were made and taken.</summary>
    public long Messages { get; private set; }

    /// <summary>Methods that were compiled meanwhile, those that were compiled again among them.</summary>
    public long Compiled { get; private set; }

    /// <summary>
    /// Until nothing was compiled for half a second: true; or until this long has passed, or it is to stop.
    /// </summary>
    public bool Run(TimeSpan patience, CancellationToken stop)
    {
        LaneOutbox outbox = new(null);
        LaneSet lanes = new(_plan, outbox, asks: false);
        foreach (Lane lane in lanes.Lanes)
        {
            // As a live run's are.
            lane.Metrics = new LaneMetrics();
        }

        EngineThreads threads = new(lanes.Ring.Sequencer.CancelClaims);
        FeedSequencer<LaneSink> sequencer = new(_plan.Feed, lanes.Sink);
        lanes.Start(threads);
        try
        {
            return UntilQuiet(sequencer, patience, stop);
        }
        finally
        {
            lanes.CompleteAndJoin(s_laneEndMax);
        }
    }

    private bool UntilQuiet(FeedSequencer<LaneSink> sequencer, TimeSpan patience, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        long changed = start;
        long compiledBefore = JitInfo.GetCompiledMethodCount();
        long compiled = compiledBefore;
        long looked = start;
        while (!stop.IsCancellationRequested && Stopwatch.GetElapsedTime(start) < patience)
        {
            _now += BlockNs;
            foreach (byte[] message in _frames.NextBlock())
            {
                sequencer.Accept(InputKind.Message, 0, message, _now);
                Messages++;
            }

            if (Stopwatch.GetElapsedTime(looked) < s_look)
            {
                continue;
            }

            looked = Stopwatch.GetTimestamp();
            if (JitInfo.GetCompiledMethodCount() is long count && count != compiled)
            {
                compiled = count;
                Compiled = count - compiledBefore;
                changed = looked;
            }
            else if (Stopwatch.GetElapsedTime(changed) >= s_quiet)
            {
                return true;
            }
        }

        return false;
    }
}
