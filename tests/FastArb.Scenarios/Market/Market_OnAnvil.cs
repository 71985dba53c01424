using System.Text.Json.Nodes;
using FastArb.Market;
using FastArb.Scenarios.Anvil;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>
/// Real pools on a real node, traded at random, on a chain that goes back now and then. What the market makes
/// of the feed is after every block what the node itself says of that block.
/// </summary>
[Trait("row", "anvil")]
public sealed class Market_OnAnvil
{
    private const int QuotesPerBlock = 40;
    private const int RoutesPerBlock = 12;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task Pools_ticks_quotes_and_routes_are_the_chain_s_after_every_block(ulong seed)
    {
        AnvilOptions options = new() { GasLimit = 1_000_000_000 };
        using AnvilNode node = await AnvilNode.StartAsync(options, Cancellation);
        DeployedMarket market = await DeployedMarket.DeployAsync(node.Rpc, Cancellation);
        MarketJudge judge = new(market);
        MarketTraffic traffic = new(market, seed);
        (_, string begin) = await HeadAsync(node);
        traffic.Known = await judge.StatesAsync(begin, Cancellation);
        await traffic.BeginAsync(Cancellation);

        await using FedMarket fed = new(market.Plan, node.WebSocket);
        await fed.UntilSubscribedAsync(Cancellation);
        (long number, string head) = await HeadAsync(node);
        traffic.Known = await judge.StatesAsync(head, Cancellation);
        fed.Load(number, traffic.Known);
        JudgedQuotes quotes = new(market, judge, seed);
        JudgedRoutes routes = new(market, judge, fed.Table, seed);
        for (int step = 0; step < TestRounds.Of(30); step++)
        {
            await traffic.StepAsync(mayReorg: true, Cancellation);
            (_, head) = await HeadAsync(node);
            await fed.UntilSealedAsync(head, Cancellation);
            traffic.Known = await judge.StatesAsync(head, Cancellation);
            MustEqual(market.Plan, traffic.Known, fed.Table, $"seed {seed}, step {step}");
            await quotes.MustAgreeAsync(fed.Table, traffic.Known, head, QuotesPerBlock, Cancellation);
            await routes.MustAgreeAsync(head, RoutesPerBlock, Cancellation);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}: {fed.Logs} logs, {fed.Reorgs} times back by up to {fed.ReorgDepthMax} blocks "
                + $"({traffic.Reorgs} by the chain), {traffic.Known.Sum(state => state.Ticks.Length)} ticks; "
                + $"quotes: {string.Join(", ", quotes.Outcomes)}, ticks crossed up to "
                + $"{quotes.TicksCrossedMax}; of {routes.Routes.Count} routes {routes.Profitable} times one "
                + $"that profits, {routes.Unprofitable} times none, {routes.Runs} runs ({routes.Strict} strict); gas: {routes.Gas}"
        );
        if (TestRounds.AreWhole)
        {
            Assert.NotEqual(0, traffic.Reorgs);
            Assert.NotEqual(0, routes.Profitable);
            Assert.All(
                [QuoteOutcome.Partial, QuoteOutcome.Reverted],
                outcome => Assert.Contains(outcome, quotes.Outcomes)
            );
        }
    }

    private static void MustEqual(MarketPlan plan, PoolContent[] truth, PoolTable table, string when)
    {
        foreach (Pool pool in plan.Pools)
        {
            string? difference = table.ContentOf(pool.Index).DifferenceFrom(truth[pool.Index]);
            Assert.True(difference is null, $"{when}: {pool}: {difference}");
        }
    }

    private static async Task<(long Number, string Hash)> HeadAsync(AnvilNode node)
    {
        long number = await node.Rpc.BlockNumberAsync(Cancellation);
        JsonNode block = await node.Rpc.BlockAsync(number, Cancellation);
        return (number, AnvilRpc.TextOf(block["hash"]));
    }
}
