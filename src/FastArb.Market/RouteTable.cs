using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace FastArb.Market;

/// <summary>
/// All routes of a market, numbered from 0, those of fewer legs first. Never changes: lanes share one.
/// </summary>
public sealed partial class RouteTable
{
    private readonly ImmutableArray<Pool> _pools;

    // Leg after leg, route after route.
    private readonly int[] _legs;

    // By number of legs: the first route that has more, and where its legs begin.
    private readonly int[] _routesEnd = new int[RouteSearchOptions.HopsLimit + 1];
    private readonly int[] _legsBegin = new int[RouteSearchOptions.HopsLimit + 1];

    private readonly int[] _loops;

    // Pool after pool: its routes, and once more their legs, so that a pool's routes are screened in one
    // stream and not all over the table.
    private readonly int[] _routesByPool;
    private readonly int[] _legsByPool;
    private readonly int[] _poolBegin;
    private readonly int[] _poolLegsBegin;

    internal RouteTable(ImmutableArray<Pool> pools, List<int>[] legsOfHops, List<int>[] loopsOfHops)
    {
        _pools = pools;
        _legs = new int[legsOfHops.Sum(list => list.Count)];
        _loops = new int[loopsOfHops.Sum(list => list.Count)];
        int legs = 0;
        int routes = 0;
        for (int hops = RouteSearchOptions.HopsMin; hops <= RouteSearchOptions.HopsLimit; hops++)
        {
            _legsBegin[hops] = legs;
            legsOfHops[hops].CopyTo(_legs, legs);
            loopsOfHops[hops].CopyTo(_loops, routes);
            legs += legsOfHops[hops].Count;
            routes += loopsOfHops[hops].Count;
            _routesEnd[hops] = routes;
        }

        _poolBegin = new int[pools.Length + 1];
        _poolLegsBegin = new int[pools.Length + 1];
        for (int route = 0; route < Count; route++)
        {
            ReadOnlySpan<RouteLeg> path = Legs(route);
            foreach (RouteLeg leg in path)
            {
                _poolBegin[leg.Pool + 1]++;
                _poolLegsBegin[leg.Pool + 1] += path.Length;
            }
        }

        for (int pool = 0; pool < pools.Length; pool++)
        {
            ThroughMax = Math.Max(ThroughMax, _poolBegin[pool + 1]);
            _poolBegin[pool + 1] += _poolBegin[pool];
            _poolLegsBegin[pool + 1] += _poolLegsBegin[pool];
        }

        _routesByPool = new int[_poolBegin[^1]];
        _legsByPool = new int[_poolLegsBegin[^1]];
        int[] routesFilled = _poolBegin.AsSpan(0, pools.Length).ToArray();
        int[] legsFilled = _poolLegsBegin.AsSpan(0, pools.Length).ToArray();
        for (int route = 0; route < Count; route++)
        {
            ReadOnlySpan<RouteLeg> path = Legs(route);
            foreach (RouteLeg leg in path)
            {
                _routesByPool[routesFilled[leg.Pool]++] = route;
                MemoryMarshal.Cast<RouteLeg, int>(path).CopyTo(_legsByPool.AsSpan(legsFilled[leg.Pool]));
                legsFilled[leg.Pool] += path.Length;
            }
        }
    }

    public int Count => _loops.Length;

    /// <summary>The most routes that one pool has.</summary>
    public int ThroughMax { get; }

    public long MemoryBytes =>
        (long)sizeof(int)
        * (
            _legs.Length
            + _loops.Length
            + _routesByPool.Length
            + _legsByPool.Length
            + _poolBegin.Length
            + _poolLegsBegin.Length
        );

    public ReadOnlySpan<RouteLeg> Legs(int route)
    {
        int hops = HopsOf(route);
        int at = _legsBegin[hops] + ((route - _routesEnd[hops - 1]) * hops);
        return MemoryMarshal.Cast<int, RouteLeg>(_legs.AsSpan(at, hops));
    }

    public int HopsOf(int route) =>
        route < _routesEnd[2] ? 2
        : route < _routesEnd[3] ? 3
        : 4;

    /// <summary>The token that goes in and comes back.</summary>
    public Token StartOf(int route)
    {
        RouteLeg first = Legs(route)[0];
        return first.ZeroForOne ? _pools[first.Pool].Token0 : _pools[first.Pool].Token1;
    }

    /// <summary>
    /// Equal of routes that differ in their start alone. The other way round is another loop.
    /// </summary>
    public int LoopOf(int route) => _loops[route];

    /// <summary>The legs of the routes through a pool, one route after the other.</summary>
    internal ReadOnlySpan<RouteLeg> LegsThrough(int pool) =>
        MemoryMarshal.Cast<int, RouteLeg>(
            _legsByPool.AsSpan(_poolLegsBegin[pool], _poolLegsBegin[pool + 1] - _poolLegsBegin[pool])
        );

    /// <summary>How many of the routes through a pool have so many legs. Those of fewer come first.</summary>
    internal int CountThrough(int pool, int hops)
    {
        ReadOnlySpan<int> routes = Through(pool);
        return BelowIn(routes, _routesEnd[hops]) - BelowIn(routes, _routesEnd[hops - 1]);
    }

    /// <summary>The routes that use a pool in either direction, ascending.</summary>
    public ReadOnlySpan<int> Through(int pool) =>
        _routesByPool.AsSpan(_poolBegin[pool], _poolBegin[pool + 1] - _poolBegin[pool]);

    // How many of these, which ascend, are below.
    private static int BelowIn(ReadOnlySpan<int> routes, int route)
    {
        int at = routes.BinarySearch(route);
        return at < 0 ? ~at : at;
    }
}
