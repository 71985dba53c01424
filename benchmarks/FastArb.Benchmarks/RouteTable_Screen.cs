using BenchmarkDotNet.Attributes;
using FastArb.Market;

namespace FastArb.Benchmarks;

/// <summary>
/// The screen, over all routes and over those through one pool after the other: cost curves over pools and
/// routes.
/// </summary>
[MemoryDiagnoser]
public class RouteTable_Screen
{
    private RouteTable _routes = null!;
    private PoolTable _pools = null!;
    private int[] _shortlist = [];
    private int _pool;

    /// <summary>
    /// Pools and legs of the longest route: some 0.3, 19, 68 and 770 thousand routes.
    /// </summary>
    [Params("300 pools, 3 legs", "3000 pools, 3 legs", "10000 pools, 3 legs", "10000 pools, 4 legs")]
    public string Market { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        string[] words = Market.Split(' ');
        int pools = int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture);
        int hops = words[2][0] - '0';
        int hubs = hops == 3 ? 8 : 16;
        RouteMarket market = new(hops == 3 ? 100 + (pools / 5) : 5_000);
        Draws draws = new(1);
        for (int i = 0; i < pools; i++)
        {
            int hub = (int)(draws.NextUInt64() % (ulong)hubs);
            int other = (int)(draws.NextUInt64() % (ulong)market.Tokens.Count);
            double price = 1 + ((draws.NextUInt64() % 1000) * 1e-6);
            market.AddPair(hub, other == hub ? hubs : other, price, 1e21);
        }

        _pools = market.ToTable();
        _routes = RouteSearch.Find(
            _pools.Plan,
            new RouteSearchOptions
            {
                HopsMax = hops,
                StartLists =
                [
                    [.. market.Tokens.All.Take(hubs)],
                ],
            }
        );
        _shortlist = new int[_routes.Count];
        Console.WriteLine($"// {Market}: {_routes.Count} routes, {_routes.MemoryBytes} bytes");
    }

    [Benchmark]
    public int ScreenAll() => _routes.ScreenAll(_pools.Rates, _shortlist);

    [Benchmark]
    public int Screen_one_pool()
    {
        _pool = (_pool + 7) % _pools.Plan.Pools.Length;
        return _routes.Screen(_pool, _pools.Rates, _shortlist);
    }
}
