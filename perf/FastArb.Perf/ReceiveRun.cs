using FastArb.Feed;
using FastArb.Pipeline;

namespace FastArb.Perf;

/// <summary>
/// A receiver, a process of its own: connects, reads to the close frame, prints its figures.
/// </summary>
internal static class ReceiveRun
{
    public static int Run(Arguments arguments)
    {
        EventClock clock = new(arguments.Number("burst", 0), arguments.Text("mode", "paced") != "flood");
        int port = arguments.Number("port", 0);
        bool busy = arguments.Text("wait", "blocking") == "busy";
        string receiver = arguments.Text("as", "raw");
        switch (receiver)
        {
            case "raw":
                RawReceiver.Run(port, busy, clock);
                break;
            case "ours":
                PipelineMarket market = new(RecordedFrames.Read());
                FeedPlan feed = market.Plan(LanePlan.Of(0, 0)).Feed;
                OurReceiver<StampedSink>.Run(port, busy, clock, feed, new StampedSink(clock));
                break;
            case "fused":
                ReceiveFused(port, busy, clock);
                break;
            case "client-reader":
                ClientReceiver.Run(port, new ReaderWalk(), clock).GetAwaiter().GetResult();
                break;
            case "client-document":
                ClientReceiver.Run(port, new DocumentWalk(), clock).GetAwaiter().GetResult();
                break;
            default:
                Console.Error.WriteLine($"no receiver {receiver}");
                return 2;
        }

        Console.Out.WriteLine(clock.Report());
        return 0;
    }

    // The whole hall but its files: a fused lane with twelve handlers, and the clock behind them.
    private static void ReceiveFused(int port, bool busy, EventClock clock)
    {
        PipelineMarket market = new(RecordedFrames.Read());
        EnginePlan plan = market.Plan(
            LanePlan.Of(0, PipelineMarket.HandlerCount + 1),
            new HandlerPlan("clock", () => new ClockHandler(clock))
        );
        LaneSet lanes = new(plan, new LaneOutbox(null), asks: false);
        OurReceiver<LaneSink>.Run(port, busy, clock, plan.Feed, lanes.Sink);
    }
}
