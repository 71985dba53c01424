using System.Diagnostics;
using System.Globalization;
using FastArb.Feed;
using FastArb.Metrics;
using FastArb.Pipeline;

namespace FastArb.Perf;

/// <summary>
/// Frames that lie in memory, through the feed and twelve handlers, for as long as a profiler wants to look:
/// nothing else happens meanwhile, so that what it finds is the engine's. Says what a frame took, and every
/// byte that any thread allocated.
/// </summary>
internal static class ProfileRun
{
    private const int BlockLogs = 200;
    private const int FrameHeaderBytes = 4;
    private const int WarmRounds = 20;

    private static readonly TimeSpan s_warmRound = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Fused, or over a ring to so many lanes; timed as in a live run, or not.</summary>
    public static int Run(Arguments arguments)
    {
        int laneCount = arguments.Number("lanes", 0);
        EnginePlan plan = new PipelineMarket(RecordedFrames.Read()).Plan(
            LanePlan.Of(laneCount, PipelineMarket.HandlerCount)
        );
        LaneSet lanes = new(plan, new LaneOutbox(null), asks: false);
        if (arguments.Has("timed"))
        {
            foreach (Lane lane in lanes.Lanes)
            {
                lane.Metrics = new LaneMetrics();
            }
        }

        EngineThreads threads = new(() => { });
        lanes.Start(threads);
        FeedSequencer<LaneSink> sequencer = new(plan.Feed, lanes.Sink);
        BlockImage block = new(RecordedFrames.Read(), BlockLogs, syncsOnly: false);

        // With pauses, in which the JIT gets a core.
        using ManualResetEventSlim never = new();
        for (int round = 0; round < WarmRounds; round++)
        {
            Feed(sequencer, block, s_warmRound);
            never.Wait(s_pause);
        }

        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        long frames = Feed(sequencer, block, TimeSpan.FromSeconds(arguments.Number("seconds", 10)));
        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        lanes.CompleteAndJoin();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{frames} frames, {nanoseconds / frames:0} ns each; {bytes} bytes allocated by all threads"
            )
        );
        return threads.Fault is null ? 0 : 1;
    }

    private static long Feed(FeedSequencer<LaneSink> sequencer, BlockImage block, TimeSpan time)
    {
        long frames = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            long now = MetricClock.Now;
            for (int frame = 0; frame <= BlockLogs; frame++)
            {
                sequencer.Accept(InputKind.Message, 0, block.Frame(frame)[FrameHeaderBytes..], now);
            }

            block.MoveOn();
            frames += 1 + BlockLogs;
        } while (Stopwatch.GetElapsedTime(start) < time);

        return frames;
    }
}
