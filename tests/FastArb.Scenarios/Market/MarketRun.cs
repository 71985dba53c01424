using System.Text.Json.Nodes;
using FastArb.Market;
using FastArb.Scenarios.Anvil;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>
/// A node with a market on it that people trade at, and a market of ours that follows: after every step it is
/// held to what the node says.
/// </summary>
internal sealed class MarketRun : IAsyncDisposable
{
    private const int QuotesPerStep = 40;
    private const int RoutesPerStep = 12;

    // Less than the blocks that can be undone.
    private const int EarlierMax = 30;

    private readonly AnvilNode _node;
    private readonly DeployedMarket _market;
    private readonly MarketJudge _judge;
    private readonly TrafficDraws _draws;
    private readonly List<(long Number, string Hash, PoolContent[] Truth)> _seen = [];

    private MarketRun(AnvilNode node, DeployedMarket market, ulong seed)
    {
        _node = node;
        _market = market;
        _judge = new MarketJudge(market);
        _draws = new TrafficDraws(seed);
        Traffic = new MarketTraffic(market, seed);
        Fed = new FedMarket(market.Plan, node.WebSocket);
        Quotes = new JudgedQuotes(market, _judge, seed);
        Routes = new JudgedRoutes(market, _judge, Fed.Table, seed);
    }

    public MarketTraffic Traffic { get; }

    public FedMarket Fed { get; }

    public JudgedQuotes Quotes { get; }

    public JudgedRoutes Routes { get; }

    public int Steps { get; private set; }

    /// <summary>Pools that were compared with what they were at an earlier block.</summary>
    public int Remembered { get; private set; }

    /// <summary>Steps after which every pool was live.</summary>
    public int WholeSteps { get; private set; }

    public static async Task<MarketRun> BeginAsync(
        ulong seed,
        bool hasMulticall,
        CancellationToken cancellation
    )
    {
        AnvilOptions options = new() { GasLimit = 1_000_000_000 };
        AnvilNode node = await AnvilNode.StartAsync(options, cancellation);
        DeployedMarket market = await DeployedMarket.DeployAsync(node.Rpc, hasMulticall, cancellation);
        MarketRun run = new(node, market, seed);
        run.Traffic.Known = await run._judge.StatesAsync(
            (await run.HeadAsync(cancellation)).Hash,
            cancellation
        );
        await run.Traffic.BeginAsync(cancellation);
        await run.Fed.UntilSubscribedAsync(cancellation);
        return run;
    }

    /// <summary>A block or a reorg, and then a look at everything.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        await Traffic.StepAsync(cancellation);
        (long number, string head) = await HeadAsync(cancellation);
        await Fed.UntilSealedAsync(head, cancellation);
        PoolContent[] truth = await _judge.StatesAsync(head, cancellation);
        Traffic.Known = truth;
        foreach (Pool pool in _market.Plan.Pools)
        {
            string? difference =
                Fed.Table.StatusOf(pool.Index) == PoolStatus.Live
                    ? Fed.Table.ContentOf(pool.Index).DifferenceFrom(truth[pool.Index])
                    : null;
            Assert.True(difference is null, $"step {Steps}, {head}, {pool}: {difference}");
        }

        Steps++;
        await MustRememberAsync(number, cancellation);
        _seen.Add((number, head, truth));
        await Quotes.MustAgreeAsync(Fed.Table, truth, head, QuotesPerStep, cancellation);
        if (Fed.Market.LiveCount == _market.Plan.Pools.Length)
        {
            WholeSteps++;
            await Routes.MustAgreeAsync(head, RoutesPerStep, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Fed.DisposeAsync();
        _node.Dispose();
    }

    public override string ToString() =>
        $"{Fed.Market.LogCount} logs, {Fed.Reorgs} times back by up to {Fed.ReorgDepthMax} blocks "
        + $"({Traffic.Reorgs} by the chain), {Traffic.Known.Sum(state => state.Ticks.Length)} ticks; "
        + $"whole after {WholeSteps} of {Steps} steps, {Fed.Market.Progress}, "
        + $"{Fed.Market.AuditedCount} audits, {Remembered} earlier states; "
        + $"quotes: {string.Join(", ", Quotes.Outcomes)}, ticks crossed up to {Quotes.TicksCrossedMax}; "
        + $"of {Routes.Routes.Count} routes {Routes.Profitable} times one that profits, "
        + $"{Routes.Unprofitable} times none, {Routes.Runs} runs ({Routes.Strict} strict); gas: {Routes.Gas}";

    /// <summary>The pools as they were after an earlier block, if that is still one of the chain's.</summary>
    private async Task MustRememberAsync(long head, CancellationToken cancellation)
    {
        if (_seen.Count == 0)
        {
            return;
        }

        (long number, string hash, PoolContent[] truth) = _draws.Of(
            _seen[^Math.Min(EarlierMax, _seen.Count)..]
        );
        if (number >= head || hash != await HashAsync(number, cancellation))
        {
            return;
        }

        foreach (Pool pool in _market.Plan.Pools)
        {
            int scratch = Fed.Table.TakeScratch(pool.Index);

            // It does not know what a pool was before it became live.
            if (Fed.Table.RewindScratch(scratch, number + 1, 0))
            {
                string? difference = Fed.Table.ContentOf(scratch).DifferenceFrom(truth[pool.Index]);
                Assert.True(difference is null, $"step {Steps}, {pool} at {number}, {hash}: {difference}");
                Remembered++;
            }

            Fed.Table.ReleaseScratches();
        }
    }

    private async Task<(long Number, string Hash)> HeadAsync(CancellationToken cancellation)
    {
        long number = await _node.Rpc.BlockNumberAsync(cancellation);
        return (number, await HashAsync(number, cancellation));
    }

    private async Task<string> HashAsync(long number, CancellationToken cancellation)
    {
        JsonNode block = await _node.Rpc.BlockAsync(number, cancellation);
        return AnvilRpc.TextOf(block["hash"]);
    }
}
