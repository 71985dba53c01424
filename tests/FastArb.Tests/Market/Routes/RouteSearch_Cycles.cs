using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.Routes;

/// <summary>The routes found are those that trying every sequence of legs finds.</summary>
public sealed class RouteSearch_Cycles
{
    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Fact]
    public void Two_pools_of_a_pair_are_two_loops_from_each_listed_start()
    {
        var market = new MadeMarket(2);
        market.AddV2(0, 1);
        market.AddV2(0, 1);
        RouteTable fromA = Find(market, 4, [0, 1]);
        Assert.Equal(["0 0>1, 1 1>0", "1 0>1, 0 1>0"], Texts(fromA));
        Assert.Equal("A", fromA.StartOf(0).Name);

        RouteTable fromB = Find(market, 2, [1]);
        Assert.Equal(["0 1>0, 1 0>1", "1 1>0, 0 0>1"], Texts(fromB));

        // A second list with the same first token adds nothing; one with another start doubles the routes.
        Assert.Equal(2, Find(market, 2, [0], [0, 1]).Count);
        RouteTable both = Find(market, 2, [0], [1]);
        Assert.Equal(4, both.Count);
        Assert.Equal([0, 0, 1, 1], Enumerable.Range(0, 4).Select(both.LoopOf));
        Assert.Equal([0, 1, 2, 3], both.Through(1).ToArray());
    }

    [Fact]
    public void A_loop_without_a_start_token_is_no_route()
    {
        var market = new MadeMarket(3);
        market.AddV2(0, 1);
        market.AddV2(0, 1);
        Assert.Equal(0, Find(market, 4, [2]).Count);
        Assert.Equal(0, Find(market, 4).Count);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void All_cycles_are_found_and_each_once(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var bits = new SeededBits(seed);
        for (int round = 0; round < TestRounds.Of(60); round++)
        {
            int tokens = 2 + Below(bits, 5);
            var market = new MadeMarket(tokens);
            for (int pools = Below(bits, 11); pools > 0; pools--)
            {
                int a = Below(bits, tokens);
                market.AddV2(a, (a + 1 + Below(bits, tokens - 1)) % tokens);
            }

            int hopsMax = 2 + Below(bits, 3);
            int[][] lists =
            [
                .. Enumerable
                    .Range(0, 1 + Below(bits, 2))
                    .Select(_ => Enumerable.Range(0, 1 + Below(bits, 3)).Select(_ => Below(bits, tokens)))
                    .Select(list => list.Distinct().ToArray()),
            ];
            RouteTable routes = Find(market, hopsMax, lists);
            string[] found = Texts(routes);
            Assert.Equal(
                EverySequence(market.ToPlan(), hopsMax, lists).Order(StringComparer.Ordinal),
                found.Order(StringComparer.Ordinal)
            );
            AssertIndexed(routes, market.ToPlan().Pools.Length);
            AssertLoops(routes);
        }
    }

    [Fact]
    public void Too_many_routes_are_refused_with_their_limit()
    {
        var market = new MadeMarket(2);
        for (int i = 0; i < 10; i++)
        {
            market.AddV2(0, 1);
        }

        RouteSearchOptions options = new()
        {
            StartLists =
            [
                [market.Tokens[0]],
            ],
            RoutesMax = 90,
        };
        Assert.Equal(90, RouteSearch.Find(market.ToPlan(), options).Count);
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() =>
            RouteSearch.Find(market.ToPlan(), options with { RoutesMax = 89 })
        );
        Assert.Contains(
            "more than 89 routes of up to 2 legs through 10 pools",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() =>
            RouteSearch.Find(market.ToPlan(), options with { HopsMax = 5 })
        );
        Token foreign = new MadeMarket(3).Tokens[2];
        Assert.Throws<ArgumentException>(() =>
            RouteSearch.Find(
                market.ToPlan(),
                options with
                {
                    StartLists =
                    [
                        [foreign],
                    ],
                }
            )
        );
    }

    private static RouteTable Find(MadeMarket market, int hopsMax, params int[][] startLists) =>
        RouteSearch.Find(
            market.ToPlan(),
            new RouteSearchOptions
            {
                HopsMax = hopsMax,
                StartLists =
                [
                    .. startLists
                        .Select(list => list.Select(i => market.Tokens[i]).ToArray())
                        .Select(System.Collections.Immutable.ImmutableArray.Create),
                ],
            }
        );

    private static string[] Texts(RouteTable routes) =>
        [.. Enumerable.Range(0, routes.Count).Select(route => Text(routes.Legs(route)))];

    private static string Text(ReadOnlySpan<RouteLeg> legs) =>
        string.Join(", ", legs.ToArray().Select(leg => leg.ToString()));

    // Every sequence of legs that could be a route, tried.
    private static IEnumerable<string> EverySequence(MarketPlan plan, int hopsMax, int[][] startLists)
    {
        RouteLeg[] legs = [.. Enumerable.Range(0, 2 * plan.Pools.Length).Select(code => new RouteLeg(code))];
        IEnumerable<RouteLeg[]> sequences =
        [
            [],
        ];
        for (int hops = 1; hops <= hopsMax; hops++)
        {
            RouteLeg[][] longer =
            [
                .. sequences.SelectMany(sequence =>
                    legs.Where(leg => sequence.All(used => used.Pool != leg.Pool))
                        .Where(leg => sequence.Length == 0 || In(plan, leg) == Out(plan, sequence[^1]))
                        .Select(leg => (RouteLeg[])[.. sequence, leg])
                        .Where(path => path.Select(leg => In(plan, leg)).Distinct().Count() == path.Length)
                ),
            ];
            sequences = longer;
            foreach (RouteLeg[] path in longer.Where(path => In(plan, path[0]) == Out(plan, path[^1])))
            {
                int[] tokens = [.. path.Select(leg => In(plan, leg))];
                if (startLists.Any(list => list.FirstOrDefault(tokens.Contains, -1) == tokens[0]))
                {
                    yield return Text(path);
                }
            }
        }
    }

    private static int In(MarketPlan plan, RouteLeg leg) =>
        (leg.ZeroForOne ? plan.Pools[leg.Pool].Token0 : plan.Pools[leg.Pool].Token1).Index;

    private static int Out(MarketPlan plan, RouteLeg leg) =>
        In(plan, new RouteLeg(leg.Pool, !leg.ZeroForOne));

    private static void AssertIndexed(RouteTable routes, int pools)
    {
        for (int pool = 0; pool < pools; pool++)
        {
            int[] through =
            [
                .. Enumerable
                    .Range(0, routes.Count)
                    .Where(route => routes.Legs(route).ToArray().Any(leg => leg.Pool == pool)),
            ];
            Assert.Equal(through, routes.Through(pool).ToArray());
            Assert.InRange(through.Length, 0, routes.ThroughMax);
        }
    }

    // Routes are of one loop exactly where they have the same legs.
    private static void AssertLoops(RouteTable routes)
    {
        var loopOfLegs = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int route = 0; route < routes.Count; route++)
        {
            string legs = string.Join(' ', routes.Legs(route).ToArray().Select(leg => leg.Code).Order());
            loopOfLegs.TryAdd(legs, routes.LoopOf(route));
            Assert.Equal(loopOfLegs[legs], routes.LoopOf(route));
        }

        Assert.Equal(loopOfLegs.Count, loopOfLegs.Values.Distinct().Count());
    }

    private static int Below(SeededBits bits, int end) => (int)(bits.NextUInt64() % (ulong)end);
}
