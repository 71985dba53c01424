using FastArb.Chain;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;
using FastArb.Verify;
using Xunit;

namespace FastArb.Tests.Pipeline;

/// <summary>A recording with ground truth, played through lanes as a replay does.</summary>
internal sealed class RecordedLanes
{
    private readonly RecordingFiles _files;
    private readonly RecordedGenesis _genesis;
    private readonly RouteTable _routes;

    public RecordedLanes(string name)
    {
        _files = RecordingFiles
            .Find(Path.Combine(House.Repository.PathOf("tests/recordings")))
            .Single(files => files.Name == name);
        _genesis = RecordedGenesis.Load(_files.Genesis);
        Truth = RecordedTruth.Load(_files.Truth, _genesis);
        _routes = RouteSearch.Find(
            _genesis.Plan,
            new RouteSearchOptions
            {
                HopsMax = 3,
                StartLists =
                [
                    [.. _genesis.Plan.Tokens.All],
                ],
            }
        );
    }

    public RecordedTruth Truth { get; }

    public int Routes => _routes.Count;

    /// <summary>With so many lanes, 0 for a fused one, and a log of roots on each of them.</summary>
    public EnginePlan Plan(int lanes, params ReadOnlySpan<LaneHandler> others)
    {
        int count = Math.Max(1, lanes);
        HandlerPlan[] handlers =
        [
            .. QuoteHandler.Plans(_genesis.Plan, LaneResults.QuoteHandlers),
            .. Enumerable
                .Range(0, count)
                .Select(lane => new HandlerPlan($"roots-{lane}", () => new RootLog($"roots-{lane}"))),
            .. others.ToArray().Select(other => new HandlerPlan(other.Name, () => other)),
        ];
        FeedPlan feed = new(_genesis.Plan.ToWatchRules())
        {
            Time = EventTimeSource.Chain,
            Order = new BlockOrderOptions { Start = _genesis.Block },
        };
        return new EnginePlan(
            _genesis.Plan,
            _routes,
            feed,
            [.. handlers],
            LanePlan.Of(lanes, handlers.Length)
        )
        {
            Genesis = new MarketGenesis(
                _genesis.Block,
                [.. _genesis.Pools.Select((content, pool) => (pool, content))]
            ),
            Loading = new LiveMarketOptions { AuditBlocks = 0 },

            // So small that the reader waits for lanes now and then.
            RingCapacity = 1 << 10,
        };
    }

    public ReplayRun Play(EnginePlan plan)
    {
        ReplayRun run = new(plan);
        run.Begin();
        long last = 0;
        using FrameFileReader reader = new(_files.Frames);
        while (reader.TryRead(out InputRecord record))
        {
            last = record.ReceiveTime;
            run.Take(in record);
        }

        run.Sequencer.Replay(InputKind.End, [(byte)FeedEndReason.Finished], last + 1, 0);
        run.End();
        Assert.Null(run.Fault);
        return run;
    }
}
