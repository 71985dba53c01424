using System.Text.Json.Nodes;
using FastArb.Market;
using FastArb.Scenarios.Anvil;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>
/// Real pools on a real node, traded at random. What the market makes of the feed is after every block what
/// the node itself says of that block.
/// </summary>
[Trait("row", "anvil")]
public sealed class Market_OnAnvil
{
    private const int QuotesPerBlock = 40;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task Every_pool_and_every_tick_is_the_chain_s_after_every_block(ulong seed)
    {
        AnvilOptions options = new() { GasLimit = 1_000_000_000 };
        using AnvilNode node = await AnvilNode.StartAsync(options, Cancellation);
        DeployedMarket market = await DeployedMarket.DeployAsync(node.Rpc, Cancellation);
        MarketJudge judge = new(market);
        MarketTraffic traffic = new(market, seed);
        JudgedQuotes quotes = new(market, judge, seed);
        traffic.Known = await judge.StatesAsync(await HeadAsync(node), Cancellation);
        await traffic.BeginAsync(Cancellation);
        await using FedMarket fed = new(market.Plan, node.WebSocket);
        await fed.UntilSubscribedAsync(Cancellation);
        traffic.Known = await judge.StatesAsync(await HeadAsync(node), Cancellation);
        for (int pool = 0; pool < traffic.Known.Length; pool++)
        {
            fed.Table.Load(pool, traffic.Known[pool]);
        }

        fed.Keep(await node.Rpc.BlockNumberAsync(Cancellation));

        for (int block = 0; block < TestRounds.Of(60); block++)
        {
            await traffic.StepAsync(mayReorg: false, Cancellation);
            string head = await HeadAsync(node);
            await fed.UntilSealedAsync(head, Cancellation);
            traffic.Known = await judge.StatesAsync(head, Cancellation);
            MustEqual(market.Plan, traffic.Known, fed.Table, $"seed {seed}, block {block}");
            await quotes.MustAgreeAsync(fed.Table, traffic.Known, head, QuotesPerBlock, Cancellation);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}: {fed.Logs} logs of pools, {fed.Reorgs} times back, "
                + $"{traffic.Known.Sum(state => state.Ticks.Length)} ticks; "
                + $"quotes: {string.Join(", ", quotes.Outcomes)}, ticks crossed up to {quotes.TicksCrossedMax}"
        );
    }

    private static void MustEqual(MarketPlan plan, PoolContent[] truth, PoolTable table, string when)
    {
        foreach (Pool pool in plan.Pools)
        {
            string? difference = table.ContentOf(pool.Index).DifferenceFrom(truth[pool.Index]);
            Assert.True(difference is null, $"{when}: {pool}: {difference}");
        }
    }

    private static async Task<string> HeadAsync(AnvilNode node)
    {
        JsonNode block = await node.Rpc.BlockAsync(
            await node.Rpc.BlockNumberAsync(Cancellation),
            Cancellation
        );
        return AnvilRpc.TextOf(block["hash"]);
    }
}
