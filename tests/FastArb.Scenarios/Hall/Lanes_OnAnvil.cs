using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;
using FastArb.Scenarios.Anvil;
using FastArb.Scenarios.Market;
using FastArb.Tests;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.Pipeline;
using Xunit;

namespace FastArb.Scenarios.Hall;

/// <summary>
/// The whole hall live on a real node with real pools, loaded while people trade and the chain goes back; and
/// then what it recorded, through any number of lanes.
/// </summary>
[Trait("row", "anvil")]
public sealed class Lanes_OnAnvil
{
    private const int LiveLanes = 2;

    private static readonly TimeSpan s_sealMax = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task A_live_run_and_its_replays_have_the_same_roots_after_every_block(ulong seed)
    {
        using AnvilNode node = await AnvilNode.StartAsync(
            new AnvilOptions { GasLimit = 1_000_000_000 },
            Cancellation
        );
        DeployedMarket market = await DeployedMarket.DeployAsync(node.Rpc, hasMulticall: true, Cancellation);
        using ScratchFolder scratch = new();
        RouteTable routes = RouteSearch.Find(
            market.Plan,
            new RouteSearchOptions
            {
                HopsMax = 3,
                StartLists =
                [
                    [.. market.Plan.Tokens.All],
                ],
            }
        );
        using LiveHall live = new(PlanOf(market, routes, LiveLanes), node.WebSocket, scratch.FullPath);
        MarketJudge judge = new(market);
        MarketTraffic traffic = new(market, seed);
        await live.UntilSubscribedAsync(Cancellation);
        traffic.Known = await judge.StatesAsync(await HeadOf(node), Cancellation);
        await traffic.BeginAsync(Cancellation);
        int whole = 0;
        for (int step = 0; step < TestRounds.Of(30); step++)
        {
            await traffic.StepAsync(Cancellation);
            string head = await HeadOf(node);
            await live.UntilSealedAsync(head, s_sealMax, Cancellation);
            traffic.Known = await judge.StatesAsync(head, Cancellation);
            whole += live.LiveCount == market.Plan.Pools.Length ? 1 : 0;
        }

        live.Stop();
        var expected = live.RootLogs[0].Roots;
        Assert.True(whole > 0, $"seed {seed}: never were all pools live");
        Assert.All(live.RootLogs, log => Assert.Equal(expected, log.Roots));
        foreach (int lanes in (int[])[0, 1, 2, 3, 5, 12])
        {
            ReplayRun replay = new(PlanOf(market, routes, lanes));
            replay.Begin();
            using InputReader reader = new(scratch.FullPath);
            while (reader.TryRead(out InputRecord record))
            {
                replay.Take(in record);
            }

            replay.End();
            Assert.Null(replay.Fault);
            Assert.All(LaneResults.Handlers<RootLog>(replay.Lanes), log => Assert.Equal(expected, log.Roots));
            Assert.Equal(live.Kept, LaneResults.Kept(replay.Lanes));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"row anvil: seed {seed}, {expected.Count} seals, {whole} steps with all pools live, "
                + $"{traffic.Reorgs} reorgs, lanes live 2, replayed fused, 1, 2, 3, 5, 12: roots equal"
        );
    }

    private static async Task<string> HeadOf(AnvilNode node) =>
        AnvilRpc.TextOf(
            (await node.Rpc.BlockAsync(await node.Rpc.BlockNumberAsync(Cancellation), Cancellation))["hash"]
        );

    private static EnginePlan PlanOf(DeployedMarket market, RouteTable routes, int lanes)
    {
        HandlerPlan[] handlers =
        [
            .. QuoteHandler.Plans(market.Plan, LaneResults.QuoteHandlers),
            .. Enumerable
                .Range(0, Math.Max(1, lanes))
                .Select(lane => new HandlerPlan($"roots-{lane}", () => new RootLog($"roots-{lane}"))),
        ];
        return new EnginePlan(
            market.Plan,
            routes,
            new FeedPlan(market.Plan.ToWatchRules()),
            [.. handlers],
            LanePlan.Of(lanes, handlers.Length)
        )
        {
            Loading = new LiveMarketOptions
            {
                QuestionsMax = 200,
                AuditBlocks = 4,
                AuditPercent = 20,
            },
        };
    }
}
