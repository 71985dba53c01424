using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FastArb.Market;

/// <summary>
/// Finds all routes of a market once, at the start: cycles that use each pool and each token once. Each loop
/// is found once, from the first of its tokens in an order that has all start tokens in front.
/// </summary>
public sealed class RouteSearch
{
    private const int Absent = int.MaxValue;

    private readonly MarketPlan _plan;
    private readonly RouteSearchOptions _options;
    private readonly int _tokenCount;

    // Per list, each token's place in it; Absent where it has none.
    private readonly int[][] _startRanks;

    // All tokens, those that are in some list first; and of each token its place there.
    private readonly int[] _order;
    private readonly int[] _rank;
    private readonly int _anchorCount;

    private readonly Edge[][] _edges;

    // Of the anchor being searched from, by token: the legs that close a loop.
    private readonly List<int>[] _closing;

    private readonly List<int>[] _legsOfHops;
    private readonly List<int>[] _loopsOfHops;
    private readonly int[] _pathLegs = new int[RouteSearchOptions.HopsLimit];
    private readonly int[] _pathTokens = new int[RouteSearchOptions.HopsLimit];
    private int _anchor;
    private int _loops;
    private int _routes;

    private RouteSearch(MarketPlan plan, RouteSearchOptions options)
    {
        _plan = plan;
        _options = options;
        _tokenCount = plan.Tokens.Count;
        _startRanks = [.. options.StartLists.Select(RanksOf)];
        int[] starts =
        [
            .. options.StartLists.SelectMany(list => list).Select(token => token.Index).Distinct(),
        ];
        _anchorCount = starts.Length;
        _order = [.. starts, .. Enumerable.Range(0, _tokenCount).Except(starts)];
        _rank = new int[_tokenCount];
        for (int i = 0; i < _order.Length; i++)
        {
            _rank[_order[i]] = i;
        }

        _edges = [.. plan.Tokens.All.Select(EdgesOf)];
        _closing = [.. plan.Tokens.All.Select(_ => new List<int>())];
        _legsOfHops = [.. Enumerable.Range(0, RouteSearchOptions.HopsLimit + 1).Select(_ => new List<int>())];
        _loopsOfHops =
        [
            .. Enumerable.Range(0, RouteSearchOptions.HopsLimit + 1).Select(_ => new List<int>()),
        ];
    }

    /// <summary>All routes through a plan's pools, in an order that depends on nothing else.</summary>
    /// <exception cref="ArgumentException">The options contradict themselves or the plan.</exception>
    /// <exception cref="InvalidOperationException">There are more routes than the options allow.</exception>
    public static RouteTable Find(MarketPlan plan, RouteSearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        if (options.HopsMax is < RouteSearchOptions.HopsMin or > RouteSearchOptions.HopsLimit)
        {
            throw new ArgumentException(
                $"routes have {RouteSearchOptions.HopsMin} to {RouteSearchOptions.HopsLimit} legs, "
                    + $"not up to {options.HopsMax}",
                nameof(options)
            );
        }

        if (options.StartLists.SelectMany(list => list).FirstOrDefault(Foreign) is Token foreign)
        {
            throw new ArgumentException($"{foreign.Name} is no token of the market", nameof(options));
        }

        RouteSearch search = new(plan, options);
        for (int i = 0; i < search._anchorCount; i++)
        {
            search.SearchFrom(search._order[i]);
        }

        return new RouteTable(plan.Pools, search._legsOfHops, search._loopsOfHops);

        bool Foreign(Token token) =>
            token.Index >= plan.Tokens.Count || plan.Tokens[token.Index].Address != token.Address;
    }

    private int[] RanksOf(ImmutableArray<Token> list)
    {
        int[] ranks = new int[_tokenCount];
        Array.Fill(ranks, Absent);
        for (int i = list.Length - 1; i >= 0; i--)
        {
            ranks[list[i].Index] = i;
        }

        return ranks;
    }

    private Edge[] EdgesOf(Token token) =>
        [
            .. _plan
                .Pools.Where(pool => pool.Token0.Index == token.Index || pool.Token1.Index == token.Index)
                .Select(pool =>
                {
                    bool zeroForOne = pool.Token0.Index == token.Index;
                    Token other = zeroForOne ? pool.Token1 : pool.Token0;
                    return new Edge(new RouteLeg(pool.Index, zeroForOne).Code, other.Index);
                }),
        ];

    private void SearchFrom(int anchor)
    {
        _anchor = anchor;
        foreach (List<int> legs in _closing)
        {
            legs.Clear();
        }

        foreach (Edge edge in _edges[anchor])
        {
            // The same pool the other way.
            _closing[edge.Other].Add(edge.Leg ^ 1);
        }

        _pathTokens[0] = anchor;
        Extend(anchor, 0);
    }

    // From a token that so many legs have led to.
    private void Extend(int token, int legs)
    {
        foreach (Edge edge in _edges[token])
        {
            int other = edge.Other;
            // A token before the anchor has been an anchor: its loops are found.
            if (_rank[other] <= _rank[_anchor] || _pathTokens.AsSpan(1, legs).Contains(other))
            {
                continue;
            }

            bool mayGoOn = legs + 2 < _options.HopsMax;
            if (!mayGoOn && _closing[other].Count == 0)
            {
                continue;
            }

            _pathLegs[legs] = edge.Leg;
            _pathTokens[legs + 1] = other;
            foreach (int closing in _closing[other])
            {
                if (closing != (_pathLegs[0] ^ 1))
                {
                    _pathLegs[legs + 1] = closing;
                    Add(legs + 2);
                }
            }

            if (mayGoOn)
            {
                Extend(other, legs + 1);
            }
        }
    }

    // The loop in the path, once for each start.
    private void Add(int hops)
    {
        uint started = 0;
        foreach (int[] ranks in _startRanks)
        {
            int start = -1;
            int best = Absent;
            for (int i = 0; i < hops; i++)
            {
                int rank = ranks[_pathTokens[i]];
                if (rank < best)
                {
                    best = rank;
                    start = i;
                }
            }

            if (start < 0 || (started & (1u << start)) != 0)
            {
                continue;
            }

            started |= 1u << start;
            if (_routes++ == _options.RoutesMax)
            {
                throw new InvalidOperationException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"there are more than {_options.RoutesMax:N0} routes of up to {_options.HopsMax} "
                            + $"legs through {_plan.Pools.Length:N0} pools: allow fewer legs, tokens or "
                            + $"pools, or more routes"
                    )
                );
            }

            for (int i = 0; i < hops; i++)
            {
                _legsOfHops[hops].Add(_pathLegs[(start + i) % hops]);
            }

            _loopsOfHops[hops].Add(_loops);
        }

        _loops++;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Edge(int Leg, int Other);
}
