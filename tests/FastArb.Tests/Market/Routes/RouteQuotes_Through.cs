using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Verify;
using Xunit;

namespace FastArb.Tests.Market.Routes;

public sealed class RouteQuotes_Through
{
    private readonly PoolTable _pools;
    private readonly RouteTable _routes;
    private readonly RouteQuotes _quotes;

    public RouteQuotes_Through()
    {
        RecordedGenesis genesis = RecordedGenesis.Load(
            House.Repository.PathOf("tests/recordings/genesis.json")
        );
        _pools = new PoolTable(genesis.Plan);
        for (int pool = 0; pool < genesis.Pools.Length; pool++)
        {
            _pools.Load(pool, genesis.Pools[pool]);
        }

        _routes = RouteSearch.Find(
            genesis.Plan,
            new RouteSearchOptions
            {
                HopsMax = 4,
                StartLists =
                [
                    [.. genesis.Plan.Tokens.All],
                ],
            }
        );
        _quotes = new RouteQuotes(_pools, _routes);
    }

    [Fact]
    public void Side_by_side_each_route_pays_what_it_pays_alone()
    {
        int paying = 0;
        for (int pool = 0; pool < _pools.Plan.Pools.Length; pool++)
        {
            ReadOnlySpan<int> routes = _routes.Through(pool);
            ReadOnlySpan<UInt256> amounts = _quotes.Through(pool, moment: 1);
            Assert.Equal(routes.Length, amounts.Length);
            for (int place = 0; place < routes.Length; place++)
            {
                UInt256 alone = Alone(routes[place]);
                Assert.Equal(alone, amounts[place]);
                paying += alone.IsZero ? 0 : 1;
            }
        }

        Assert.True(paying > 1_000, $"{paying} routes pay");
    }

    [Fact]
    public void What_was_asked_at_one_moment_is_computed_anew_at_the_next()
    {
        UInt256[] before = _quotes.Through(0, moment: 1).ToArray();
        _pools.SetStatus(0, PoolStatus.Quarantined);
        Assert.Equal(before, _quotes.Through(0, moment: 1).ToArray());
        Assert.All(_quotes.Through(0, moment: 2).ToArray(), amount => Assert.True(amount.IsZero));
    }

    private UInt256 Alone(int route)
    {
        UInt256 amount = _quotes.InputOf(route);
        foreach (RouteLeg leg in _routes.Legs(route))
        {
            if (_pools.AmountOut(leg.Pool, leg.ZeroForOne, in amount, out amount) != QuoteOutcome.Full)
            {
                return UInt256.Zero;
            }
        }

        return amount;
    }
}
