using System.Text;
using FastArb.Chain;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;
using FastArb.Tests.Feed.Recording;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.Market.Loading;

namespace FastArb.Tests.Pipeline.Checkpoints;

/// <summary>
/// A run's folder with the input of a made-up chain, whose market is loaded and audited while it goes on, and
/// the events of that input.
/// </summary>
internal sealed class RecordedHall : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly List<(long Position, int Events)> _given = [];

    public RecordedHall(LoadingPlan loading)
    {
        MadeMarket made = new(loading.Seed);
        using (
            InputRecorder recorder = new(Folder, new InputRecorderOptions { Anchor = RecordedInputs.Anchor })
        )
        {
            Task writing = RecordedInputs.StartWriting(recorder);
            LoadingRun run = new(loading, made, new MadeContracts(made), recorder);
            run.Run();
            RecordedInputs.Finish(recorder, writing);
            Reorgs = run.Reorgs;
            RouteTable routes = RouteSearch.Find(
                made.Plan,
                new RouteSearchOptions
                {
                    HopsMax = 3,
                    StartLists =
                    [
                        [.. made.Plan.Tokens.All],
                    ],
                }
            );
            HandlerPlan[] handlers =
            [
                .. QuoteHandler.Plans(made.Plan, 2),
                new("digest", () => new DigestHandler("digest")),
            ];
            Plan = new EnginePlan(
                made.Plan,
                routes,
                run.FeedPlan,
                [.. handlers],
                LanePlan.Of(1, handlers.Length)
            )
            {
                Pools = loading.Table,
                Loading = loading.Market,
                RingCapacity = 1 << 10,
            };
        }

        Events = EventsOf(Folder);
    }

    /// <summary>Where the input is; the events are wherever a test records them.</summary>
    public string Folder => _folder.FullPath;

    public EnginePlan Plan { get; }

    public int Reorgs { get; }

    public ChainEvent[] Events { get; }

    /// <summary>How many events the inputs before a position of the recording give.</summary>
    public int GivenBefore(long position) => _given.LastOrDefault(one => one.Position <= position).Events;

    public static LoadingPlan Loading(ulong seed) =>
        new(seed)
        {
            Blocks = TestRounds.Of(160),
            ReorgPercent = 8,
            Market = new LiveMarketOptions
            {
                AuditBlocks = 1,
                AuditPercent = 20,
                RestEvery = 10,
                RestBlocks = 2,
            },
        };

    public Lane NewLane(Checkpoint? from = null) =>
        Plan.NewLane(0, new LaneOutbox(null), asks: false, [], from);

    /// <summary>A lane that has taken events, uninterrupted.</summary>
    public Lane LaneAfter(int events)
    {
        Lane lane = NewLane();
        Give(lane, 0, events);
        return lane;
    }

    public void Give(Lane lane, long from, long until)
    {
        foreach (ref readonly ChainEvent e in Events.AsSpan((int)from..(int)until))
        {
            lane.On(in e);
        }
    }

    /// <summary>Records the first so many events.</summary>
    public void RecordEvents(int count, EventRecorderOptions? options = null)
    {
        using EventRecorder recorder = new(Folder, options);
        recorder.Append(Events.AsSpan(0, count));
        recorder.Complete();
    }

    /// <summary>All that a lane has kept, as text that two can be compared by.</summary>
    public static string KeptBy(Lane lane)
    {
        StringBuilder text = new();
        (BlockIdentity block, UInt128 root, UInt128 chain, long count) = lane.Roots.Read();
        text.Append(
            FormattableString.Invariant(
                $"next {lane.NextSequence}, {count} seals, last {block}, root {root:x}, chain {chain:x}\n"
            )
        );
        LiveMarket market = lane.Market;
        text.Append(
            FormattableString.Invariant(
                $"{market.Head} {market.LogCount} logs, {market.AuditedCount} audits, {market.Progress}\n"
            )
        );
        text.Append(Convert.ToHexString(market.Table.Save())).Append('\n');
        if (market.IsAtRest)
        {
            text.Append(Convert.ToHexString(Checkpoint.Bytes(market.Save))).Append('\n');
        }

        foreach (LaneHandler handler in lane.Handlers)
        {
            text.Append(handler.Name).Append(' ');
            text.Append(Convert.ToHexString(Checkpoint.Bytes(handler.Save))).Append('\n');
        }

        return text.ToString();
    }

    public void Dispose() => _folder.Dispose();

    private ChainEvent[] EventsOf(string folder)
    {
        List<ChainEvent> events = [];
        MarketSink sink = new((ref readonly ChainEvent e) => events.Add(e));
        FeedSequencer<MarketSink> sequencer = new(Plan.Feed, sink);
        using InputReader reader = new(folder);
        while (reader.TryRead(out InputRecord record))
        {
            sequencer.Replay(record.Kind, record.Payload, record.ReceiveTime, record.Position);
            _given.Add((reader.Position, events.Count));
        }

        return [.. events];
    }
}
