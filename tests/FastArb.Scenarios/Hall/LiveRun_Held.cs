using System.Diagnostics;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;
using FastArb.Scenarios.Scripted;
using FastArb.Scenarios.WebSocket;
using FastArb.Tests.Market.Loading;
using Xunit;

namespace FastArb.Scenarios.Hall;

/// <summary>A run ends though a handler never comes back.</summary>
[Trait("row", "43")]
public sealed class LiveRun_Held
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(20);
    private static readonly ScriptedChain s_chain = ScriptedChain.FromRecording("frames-reorg.jsonl.gz");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Told_to_stop_it_stops_within_two_seconds(int lanes)
    {
        using ManualResetEventSlim held = new();
        using ManualResetEventSlim release = new();
        using CancellationTokenSource stop = new();
        await using ScriptedNode node = ScriptedNode.Start(Traffic().RunAsync);
        using LiveRun run = NewRun(node, lanes, held, release);
        Task<FeedEnd> running = Started(run, stop.Token);
        Assert.True(held.Wait(s_waitMax, Cancellation));
        long start = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await running.WaitAsync(s_waitMax, Cancellation);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Assert.InRange(seconds, 0, 2);
        Assert.Equal(lanes == 0, run.IsReaderHeld);
        release.Set();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"row 43: a handler hangs {(lanes == 0 ? "fused" : "on a lane")}, a stop took {seconds:0.00} s"
        );
    }

    [Fact]
    public async Task Nobody_has_to_tell_it_where_the_reader_itself_is_held()
    {
        using ManualResetEventSlim held = new();
        using ManualResetEventSlim release = new();
        await using ScriptedNode node = ScriptedNode.Start(Traffic().RunAsync);
        using LiveRun run = NewRun(node, lanes: 0, held, release);
        FeedEnd end = await Started(run, Cancellation).WaitAsync(s_waitMax, Cancellation);
        Assert.Equal(new FeedEnd(FeedEndReason.Refused, "held holds the reader's thread"), end);
        Assert.True(run.IsReaderHeld);
        release.Set();
    }

    private static ScriptedTraffic Traffic() =>
        new(
            s_chain,
            async connection =>
            {
                foreach (string[] messages in s_chain.Notifications.Chunk(10))
                {
                    byte[] bytes = [.. messages.SelectMany(ServerFrames.Text)];
                    await connection.SendAsync(bytes);
                }
            }
        )
        {
            AnswersQuestions = true,
        };

    private static Task<FeedEnd> Started(LiveRun run, CancellationToken stop) =>
        Task.Factory.StartNew(
            () => run.Run(stop),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private static LiveRun NewRun(
        ScriptedNode node,
        int lanes,
        ManualResetEventSlim held,
        ManualResetEventSlim release
    )
    {
        MarketPlan market = new MadeMarket(seed: 1).Plan;
        return new LiveRun(
            new EnginePlan(
                market,
                RouteSearch.Find(market, new RouteSearchOptions()),
                new FeedPlan(market.ToWatchRules()),
                [new HandlerPlan("held", () => new HeldHandler(held, release))],
                LanePlan.Of(lanes, 1)
            ),
            new LiveRunOptions(
                new FeedSessionOptions { Endpoints = [ScriptedServer.EndpointOf(node.Endpoint.ToString())] }
            )
        );
    }
}
