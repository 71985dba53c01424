using System.Text;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Metrics;
using FastArb.Pipeline;
using FastArb.Tests.Feed.Sequencing;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.Market.Loading;
using FastArb.Tests.Metrics;

namespace FastArb.Tests.Pipeline.Instruments;

/// <summary>
/// A live run whose reader is the test: it hands in messages itself, each received when the clock says, and
/// one fused lane takes them. Nothing runs beside it.
/// </summary>
internal sealed class InstrumentedRun : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public InstrumentedRun(params string[] handlers)
    {
        MarketPlan market = new MadeMarket(seed: 1).Plan;
        FeedPlan feed = SequencedFeed.Everything with
        {
            Rules = new WatchRules([.. market.ToWatchRules().Rules, WatchRule.Everything]),
        };
        Run = new LiveRun(
            new EnginePlan(
                market,
                RouteSearch.Find(market, new RouteSearchOptions()),
                feed,
                [.. handlers.Select(name => new HandlerPlan(name, () => new PlannedHandler(name)))],
                LanePlan.Of(lanes: 0, handlers.Length)
            )
            {
                RingCapacity = 1_024,
            },
            new LiveRunOptions(new FeedSessionOptions { Endpoints = [Nowhere] })
        );
        Writer = new EngineSnapshotWriter(Run, Folder, Clock);
        byte[] clock = new byte[ClockPayload.ByteCount];
        ClockPayload.Write(clock, SequencedFeed.Utc);
        Run.Sequencer.Replay(InputKind.Clock, clock, 0, 0);
    }

    private static FeedEndpoint Nowhere =>
        FeedEndpoint.TryParse("ws://127.0.0.1:9", out FeedEndpoint? endpoint, out _)
            ? endpoint
            : throw new InvalidOperationException("no endpoint");

    public string Folder => _folder.FullPath;

    public HandClock Clock { get; } = new();

    public LiveRun Run { get; }

    public Lane Lane => Run.Lanes.Lanes[0];

    public EngineSnapshotWriter Writer { get; }

    public void Take(string message, long? receivedAt = null) =>
        Run.Sequencer.Replay(
            InputKind.Message,
            Encoding.UTF8.GetBytes(message),
            receivedAt ?? MetricClock.Monotonic(Clock),
            0
        );

    public void Command(OperatorCommand command, string handler) =>
        Run.Sequencer.Replay(
            InputKind.Command,
            CommandPayload.Of(command, handler),
            MetricClock.Monotonic(Clock),
            0
        );

    public EngineSnapshot Look()
    {
        Writer.Look();
        return EngineSnapshot.Read(Folder, Clock);
    }

    public void Dispose()
    {
        Writer.Dispose();
        Run.Dispose();
        _folder.Dispose();
    }
}
