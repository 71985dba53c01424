using BenchmarkDotNet.Attributes;
using FastArb.Market;

namespace FastArb.Benchmarks;

/// <summary>The best input of routes of two and three legs, by what pools they go through.</summary>
[MemoryDiagnoser]
public class BestSize_TryFind
{
    private const int Routes = 64;

    private readonly RouteLeg[][] _routes = new RouteLeg[Routes][];
    private BestSize _best = null!;
    private SizeLimits _limits;

    /// <summary>Kinds of the legs in order; "3*" crosses some five ticks on the way.</summary>
    [Params("2-2", "2-2-2", "3-2", "3-3", "2-3-2", "3*-2")]
    public string Kinds { get; set; } = "";

    /// <summary>Of the price impact of a leg, in pips; a million is none.</summary>
    [Params(1_000_000u, 1_000u)]
    public uint ImpactMaxPips { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        string[] kinds = Kinds.Split('-');
        RouteMarket market = new(kinds.Length);
        Draws draws = new(1);
        for (int route = 0; route < Routes; route++)
        {
            double edge = 1.014 + ((draws.NextUInt64() % 1000) * 1e-6);
            _routes[route] = new RouteLeg[kinds.Length];
            for (int i = 0; i < kinds.Length; i++)
            {
                int next = (i + 1) % kinds.Length;
                // The pools agree on what tokens are worth but for the first one.
                double price = Worth(i) / Worth(next) * (i == 0 ? edge : 1);
                _routes[route][i] = kinds[i] switch
                {
                    "2" => market.AddPair(i, next, i < next ? price : 1 / price, 1e21),
                    "3" => market.AddConcentrated(i, next, i < next ? price : 1 / price, 1e21, 200),
                    _ => market.AddConcentrated(i, next, i < next ? price : 1 / price, 1e21, 1),
                };
            }
        }

        _best = new BestSize(market.ToTable());
        _limits = SizeLimits.None with { ImpactMaxPips = ImpactMaxPips };
        foreach (RouteLeg[] route in _routes)
        {
            if (!_best.TryFind(route, in _limits, out _))
            {
                throw new InvalidOperationException($"nothing to find in {Kinds}");
            }
        }
    }

    [Benchmark(OperationsPerInvoke = Routes)]
    public int TryFind()
    {
        int found = 0;
        foreach (RouteLeg[] route in _routes)
        {
            found += _best.TryFind(route, in _limits, out _) ? 1 : 0;
        }

        return found;
    }

    private static double Worth(int token) => 1 + (0.05 * token);
}
