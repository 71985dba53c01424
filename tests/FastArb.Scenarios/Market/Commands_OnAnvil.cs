using System.Globalization;
using System.Text;
using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Scenarios.Anvil;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>The program itself against pools of a real node that is traded on.</summary>
public sealed class Commands_OnAnvil
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pools_are_found_followed_and_quoted_as_the_node_has_them()
    {
        AnvilOptions options = new() { GasLimit = 1_000_000_000 };
        using AnvilNode node = await AnvilNode.StartAsync(options, Cancellation);
        DeployedMarket market = await DeployedMarket.DeployAsync(node.Rpc, hasMulticall: false, Cancellation);
        MarketJudge judge = new(market);
        MarketTraffic traffic = new(market, 5) { Known = await StatesAsync(node.Rpc, judge) };
        await traffic.BeginAsync(Cancellation);
        for (int i = 0; i < 12; i++)
        {
            traffic.Known = await StatesAsync(node.Rpc, judge);
            await traffic.StepAsync(Cancellation);
        }

        PoolContent[] truth = await StatesAsync(node.Rpc, judge);
        using ScratchFolder scratch = new();
        string file = scratch.Write("market.yaml", Encoding.UTF8.GetBytes(ConfigOf(market.Plan)));

        using JsonDocument list = await RunAsync(node, file, "pools", "list");
        Assert.Equal(
            market.Plan.Pools.Select(pool => pool.Address.ToString()).Order(StringComparer.Ordinal),
            list.RootElement.GetProperty("pools")
                .EnumerateArray()
                .Select(pool => pool.GetProperty("address").GetString())
                .Order(StringComparer.Ordinal)
        );

        Pool[] compared =
        [
            market.Plan.Pools.First(pool => pool.TickSpacing == 0),
            market.Plan.Pools.First(pool => pool.TickSpacing == 60),
            market.Plan.Pools.First(pool => pool.TickSpacing == 10),
        ];
        foreach (Pool pool in compared)
        {
            string address = pool.Address.ToString();
            using JsonDocument verified = await RunAsync(
                node,
                file,
                "pools",
                "verify",
                address,
                "--blocks",
                "8"
            );
            PoolTable table = new(market.Plan);
            table.Load(pool.Index, truth[pool.Index]);
            UInt256 amount = PowerOfTen(pool.Token0.Decimals);
            Assert.Equal(QuoteOutcome.Full, table.AmountOut(pool.Index, true, in amount, out UInt256 quoted));
            using JsonDocument quote = await RunAsync(
                node,
                file,
                "quote",
                address,
                "1",
                "--token-in",
                pool.Token0.Name
            );
            Assert.Contains(
                quoted.ToString(null, CultureInfo.InvariantCulture),
                quote.RootElement.GetRawText(),
                StringComparison.Ordinal
            );
        }
    }

    private static UInt256 PowerOfTen(int exponent) =>
        Enumerable.Repeat((UInt256)10, exponent).Aggregate(UInt256.One, (a, b) => a * b);

    private static async Task<PoolContent[]> StatesAsync(AnvilRpc rpc, MarketJudge judge)
    {
        long head = await rpc.BlockNumberAsync(Cancellation);
        string hash = AnvilRpc.TextOf((await rpc.BlockAsync(head, Cancellation))["hash"]);
        return await judge.StatesAsync(hash, Cancellation);
    }

    private static async Task<JsonDocument> RunAsync(AnvilNode node, string file, params string[] arguments)
    {
        using FastarbProcess program = FastarbProcess.Start([
            .. arguments,
            "--config",
            file,
            "--rpc",
            node.Http.ToString(),
            "--json",
        ]);
        FinishedProcess done = await program.FinishAsync(TimeSpan.FromSeconds(60), Cancellation);
        Assert.True(done.ExitCode == 0, $"{string.Join(' ', arguments)}: {done.Messages}");
        return JsonDocument.Parse(done.Output);
    }

    private static string ConfigOf(MarketPlan plan)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"chain_id: {plan.ChainId}\ntokens:\n");
        foreach (Token token in plan.Tokens.All)
        {
            string members = $"address: \"{token.Address}\", decimals: {token.Decimals}";
            text.Append(CultureInfo.InvariantCulture, $"  {token.Name}: {{ {members} }}\n");
        }

        text.Append("usd_tokens: [USDC, USDT]\nvenues:\n");
        foreach (Venue venue in plan.Venues)
        {
            string tiers = string.Join(
                ", ",
                venue.Tiers.Select(tier => $"{tier.FeePips}: {tier.TickSpacing}")
            );
            string fees = venue.Tiers.IsEmpty ? "fee: 997/1000" : $"tiers: {{ {tiers} }}";
            string proof = $"init_code_hash: \"0x{venue.InitCodeHash:x64}\"";
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {venue.Name}: {{ kind: {venue.Kind.Name}, factory: \"{venue.Factory}\","
                    + $" {proof}, {fees} }}\n"
            );
        }

        return text.ToString();
    }
}
