using System.Numerics;
using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>
/// Screens and sizes routes as a strategy does, and has the node run them, leg after leg, with the sizes
/// found and with others.
/// </summary>
internal sealed class JudgedRoutes
{
    private const int OtherSizes = 4;

    private readonly DeployedMarket _market;
    private readonly MarketJudge _judge;
    private readonly TrafficDraws _draws;
    private readonly BestSize _best;
    private readonly PoolTable _table;
    private readonly List<UInt256> _asked = [];
    private readonly List<Run> _runs = [];

    public JudgedRoutes(DeployedMarket market, MarketJudge judge, PoolTable table, ulong seed)
    {
        _market = market;
        _judge = judge;
        _table = table;
        _draws = new TrafficDraws(seed);
        _best = new BestSize(table);
        Token[] starts = [.. market.Plan.Tokens.All.Where(token => token.Name is not "DUST" and not "WHOLE")];
        RouteSearchOptions options = new()
        {
            HopsMax = RouteSearchOptions.HopsLimit,
            StartLists =
            [
                [.. starts],
                [.. starts.Reverse()],
            ],
        };
        Routes = RouteSearch.Find(market.Plan, options);
    }

    public RouteTable Routes { get; }

    public GasFigures Gas { get; } = new();

    public int Profitable { get; private set; }

    public int Unprofitable { get; private set; }

    /// <summary>Runs held to a best profit a thousand times as large as a step.</summary>
    public int Strict { get; private set; }

    public int Runs { get; private set; }

    public async Task MustAgreeAsync(string blockHash, int count, CancellationToken cancellation)
    {
        _asked.Clear();
        _runs.Clear();
        int[] shortlist = new int[Routes.Count];
        HashSet<int> listed = [.. shortlist[..Routes.ScreenAll(_table.Rates, shortlist)]];
        for (int i = 0; i < count; i++)
        {
            // Mostly one that may profit, if any does.
            bool any = listed.Count == 0 || _draws.OneIn(4);
            int route = any ? _draws.Below(Routes.Count) : shortlist[_draws.Below(listed.Count)];
            Ask(route, listed.Contains(route));
        }

        UInt256[] answers = await _judge.AskAsync("routes(uint256[])", [.. _asked], blockHash, cancellation);
        int at = 0;
        foreach (Run run in _runs)
        {
            int size = 1 + (2 * run.Outputs.Length);
            MustEqual(run, answers.AsSpan(at, size), blockHash);
            at += size;
        }

        Assert.Equal(answers.Length, at);
    }

    private void Ask(int route, bool isListed)
    {
        Int256 most = default;
        double around = DepthAt(route);
        if (_best.TryFind(Routes.Legs(route), SizeLimits.None, out RouteSize size))
        {
            Assert.True(isListed, $"route {route} profits and is not on the shortlist");
            most = (Int256)size.Profit;
            around = UInt256.ToDouble(size.AmountIn) * 4;
            Add(route, size.AmountIn, most, size.AmountOut);
            Profitable++;
        }
        else
        {
            Unprofitable++;
        }

        for (int i = 0; i < OtherSizes; i++)
        {
            Add(route, _draws.PartOf(around), most, null);
        }
    }

    private void Add(int route, UInt256 amountIn, Int256 most, UInt256? promised)
    {
        ReadOnlySpan<RouteLeg> legs = Routes.Legs(route);
        UInt256[] outputs = new UInt256[legs.Length];
        (int Ticks, int Words)[] costs = new (int Ticks, int Words)[legs.Length];
        UInt256 amount = amountIn;
        _asked.AddRange([amountIn, (UInt256)(ulong)legs.Length]);
        for (int i = 0; i < legs.Length; i++)
        {
            Pool pool = _market.Plan.Pools[legs[i].Pool];
            Token input = legs[i].ZeroForOne ? pool.Token0 : pool.Token1;
            _asked.AddRange([MarketJudge.WordOf(pool, legs[i].ZeroForOne), input.Address.ToWord()]);
            costs[i] = CostOf(pool, legs[i].ZeroForOne, in amount);
            QuoteOutcome outcome = _table.AmountOut(
                pool.Index,
                legs[i].ZeroForOne,
                in amount,
                out UInt256 output
            );
            // What a leg cannot take whole, the contract does not run.
            amount = outcome == QuoteOutcome.Full ? output : default;
            outputs[i] = amount;
        }

        Assert.True(promised is null || promised == amount, $"route {route} pays {amount}, not {promised}");
        _runs.Add(new Run(route, amountIn, most, outputs, costs));
    }

    private (int Ticks, int Words) CostOf(Pool pool, bool zeroForOne, in UInt256 amount)
    {
        if (pool.TickSpacing == 0)
        {
            return (-1, 0);
        }

        SwapRequest request = new(zeroForOne, (Int256)amount, default);
        _table.Swap(pool.Index, in request, out SwapResult result);
        int words = WordOf(result.Tick) - WordOf(_table.ContentOf(pool.Index).Tick);
        return (result.TicksCrossed, Math.Abs(words));

        int WordOf(int tick) => (int)Math.Floor((double)tick / pool.TickSpacing) >> 8;
    }

    private void MustEqual(Run run, ReadOnlySpan<UInt256> answer, string blockHash)
    {
        string what = $"{blockHash}: {run.AmountIn} into route {run.Route}";
        UInt256 back = run.Outputs[^1];
        Assert.True(answer[0] == back, $"{what} gives {answer[0]}, not {back}");
        Runs++;
        if (back.IsZero)
        {
            return;
        }

        for (int i = 0; i < run.Outputs.Length; i++)
        {
            Assert.True(answer[1 + (2 * i)] == run.Outputs[i], $"{what}, leg {i}");
            Gas.Add(run.Costs[i], (long)answer[2 + (2 * i)]);
        }

        Int256 profit = (Int256)back - (Int256)run.AmountIn;
        double above = (double)(BigInteger)(profit - run.Most);
        double noise = NoiseOf(run.Route);
        Strict += noise * 1_000 < (double)(BigInteger)run.Most ? 1 : 0;
        Assert.True(above <= noise, $"{what} pays {profit}, more than the best: {run.Most}");
    }

    /// <summary>
    /// What one unit more, of what goes in or of what any leg pays, can be worth in the end: exact amounts go
    /// in steps, and the best size is found where they would not.
    /// </summary>
    private double NoiseOf(int route)
    {
        ReadOnlySpan<RouteLeg> legs = Routes.Legs(route);
        double noise = 1;
        double worth = 1;
        for (int i = legs.Length - 1; i >= 0; i--)
        {
            worth *= _table.Rates[legs[i].Code];
            noise += worth;
        }

        return 2 * noise;
    }

    private double DepthAt(int route)
    {
        RouteLeg leg = Routes.Legs(route)[0];
        (double amount0, double amount1) = _market.Depths[leg.Pool];
        return leg.ZeroForOne ? amount0 : amount1;
    }

    /// <summary>
    /// One size of a route: what each leg pays by the table, and the profit that none should exceed.
    /// </summary>
    private sealed record Run(
        int Route,
        UInt256 AmountIn,
        Int256 Most,
        UInt256[] Outputs,
        (int Ticks, int Words)[] Costs
    );
}
