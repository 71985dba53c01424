using System.Diagnostics;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Metrics;
using FastArb.Pipeline;
using FastArb.Ring;

namespace FastArb.Perf;

/// <summary>
/// Frames that lie in memory, through the feed and twelve handlers: fused, over a ring to another core, and
/// not at all, in turns within one run; and the same quotes as BigInteger would do them.
/// </summary>
internal static class PipelineRuns
{
    private const int Turns = 7;
    private const int BlockLogs = 200;
    private const int WarmBlocks = 400;

    /// <summary>Everything, by a share of its length.</summary>
    public static IReadOnlyList<Measurement> Measure(int share)
    {
        int blocks = 1_000 / share;
        Dictionary<string, List<double>> times = new(StringComparer.Ordinal);
        for (int turn = 0; turn < Turns; turn++)
        {
            Note(times, "feed alone: frame in memory to event", FeedAlone(blocks));
            Note(times, "frame in memory to twelve re-quotes, fused", Fused(blocks, syncsOnly: true));
            Note(times, "the same, a quarter through a concentrated pool", Fused(blocks, syncsOnly: false));
            Note(times, "36 quotes in BigInteger", BigQuotes.Measure(blocks * 10));
            (double fused, double hop) = Hop(2_000 / share);
            Note(times, "paced in memory, fused", fused);
            Note(times, "paced in memory, over a ring, busy", hop);
            Note(times, "what a hop adds to a frame in memory, busy", hop - fused);
            Note(times, "seal in memory to the last of twelve handlers, fused", Seal(2_000 / share));
        }

        return [.. times.Select(pair => Measurement.Of(pair.Key, "ns", pair.Value.ToArray()))];
    }

    private static void Note(Dictionary<string, List<double>> times, string name, double time)
    {
        if (!times.TryGetValue(name, out List<double>? turns))
        {
            times.Add(name, turns = []);
        }

        turns.Add(time);
    }

    private static double FeedAlone(int blocks)
    {
        PipelineMarket market = new(RecordedFrames.Read());
        EventClock clock = new(0, readsTime: false);
        FeedPlan feed = market.Plan(LanePlan.Of(0, 0)).Feed;
        MemoryFeed<StampedSink> memory = new(new(feed, new StampedSink(clock)), syncsOnly: true);
        return memory.NanosecondsAFrame(blocks);
    }

    private static double Fused(int blocks, bool syncsOnly)
    {
        EnginePlan plan = new PipelineMarket(RecordedFrames.Read()).Plan(
            LanePlan.Of(0, PipelineMarket.HandlerCount)
        );
        LaneSet lanes = new(plan, new LaneOutbox(null), asks: false);
        MemoryFeed<LaneSink> memory = new(new(plan.Feed, lanes.Sink), syncsOnly);
        double time = memory.NanosecondsAFrame(blocks);
        long quotes = lanes.Lanes[0].Handlers.Cast<QuoteHandler>().Sum(handler => handler.Quotes);
        return quotes == (long)PipelineMarket.HandlerCount * memory.Logs
            ? time
            : throw new InvalidOperationException($"{quotes} routes were quoted for {memory.Logs} logs");
    }

    // Medians of a frame every five microseconds, which is longer than any of them takes.
    private static (double Fused, double Hop) Hop(int blocks) =>
        (Paced(blocks, isFused: true), Paced(blocks, isFused: false));

    private static double Paced(int blocks, bool isFused)
    {
        EventClock clock = new(0, readsTime: true);
        EnginePlan plan = new PipelineMarket(RecordedFrames.Read()).Plan(
            LanePlan.Of(isFused ? 0 : 1, PipelineMarket.HandlerCount + 1, WaitStyle.BusySpin),
            new HandlerPlan("clock", () => new ClockHandler(clock))
        );
        LaneSet lanes = new(plan, new LaneOutbox(null), asks: false);
        EngineThreads threads = new(() => { });
        lanes.Start(threads);
        MemoryFeed<LaneSink> memory = new(new(plan.Feed, lanes.Sink), syncsOnly: true);
        memory.Pace(blocks);
        lanes.CompleteAndJoin();
        return clock.Median;
    }

    // A block's last log is followed by the next head, which seals it.
    private static double Seal(int blocks)
    {
        EnginePlan plan = new PipelineMarket(RecordedFrames.Read()).Plan(
            LanePlan.Of(0, PipelineMarket.HandlerCount)
        );
        LaneSet lanes = new(plan, new LaneOutbox(null), asks: false);
        MemoryFeed<LaneSink> memory = new(new(plan.Feed, lanes.Sink), syncsOnly: true);
        return memory.NanosecondsAHead(blocks);
    }

    /// <summary>Blocks of the sender, without a socket.</summary>
    private sealed class MemoryFeed<TSink>(FeedSequencer<TSink> sequencer, bool syncsOnly)
        where TSink : struct, IChainEventSink
    {
        private const int FrameHeaderBytes = 4;
        private const long PaceNs = 5_000;

        private readonly BlockImage _block = new(RecordedFrames.Read(), BlockLogs, syncsOnly);

        public long Logs { get; private set; }

        /// <summary>
        /// The median of blocks: one in which somebody else had the core says nothing of us.
        /// </summary>
        public double NanosecondsAFrame(int blocks)
        {
            Warm();
            LatencyHistogram taken = new();
            for (int i = 0; i < blocks; i++)
            {
                Accept(0);
                long began = Stopwatch.GetTimestamp();
                for (int log = 1; log <= BlockLogs; log++)
                {
                    Accept(log);
                }

                taken.Record(Stopwatch.GetTimestamp() - began);
                _block.MoveOn();
            }

            return taken.ValueAtQuantile(0.5) / (double)BlockLogs;
        }

        /// <summary>The median of heads, each of which seals the block before and begins its own.</summary>
        public double NanosecondsAHead(int blocks)
        {
            Warm();
            LatencyHistogram heads = new();
            for (int i = 0; i < blocks; i++)
            {
                long began = Stopwatch.GetTimestamp();
                Accept(0);
                heads.Record(Stopwatch.GetTimestamp() - began);
                for (int log = 1; log <= BlockLogs; log++)
                {
                    Accept(log);
                }

                _block.MoveOn();
            }

            return heads.ValueAtQuantile(0.5);
        }

        public void Pace(int blocks)
        {
            Warm();
            long due = Stopwatch.GetTimestamp();
            for (int i = 0; i < blocks; i++)
            {
                Accept(0);
                for (int log = 1; log <= BlockLogs; log++)
                {
                    due = Math.Max(due + PaceNs, Stopwatch.GetTimestamp());
                    while (Stopwatch.GetTimestamp() < due) { }
                    _block.Stamp(log - 1, Stopwatch.GetTimestamp());
                    Accept(log);
                }

                _block.MoveOn();
            }
        }

        // With pauses, in which the JIT gets a core.
        private void Warm()
        {
            using ManualResetEventSlim never = new();
            for (int round = 0; round < 8; round++)
            {
                for (int i = 0; i < WarmBlocks / 8; i++)
                {
                    for (int frame = 0; frame <= BlockLogs; frame++)
                    {
                        Accept(frame);
                    }

                    _block.MoveOn();
                }

                never.Wait(100);
            }
        }

        private void Accept(int frame)
        {
            Logs += frame > 0 ? 1 : 0;
            sequencer.Accept(InputKind.Message, 0, _block.Frame(frame)[FrameHeaderBytes..], 1);
        }
    }
}
