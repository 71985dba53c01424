// Runs on the lane's thread, once for each pool that changes. No allocation, no exceptions.
// Costs: 20 ns for each leg of a pair; a quote of a concentrated pool besides.
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>
/// What comes back from every route through a pool for one fixed input of its start token, exactly. A lane
/// quotes each changed route once, for all who look at it. Routes go side by side, leg after leg: one's
/// division does not wait for another's.
/// </summary>
public sealed class RouteQuotes
{
    private const int NarrowBits = 127;

    private readonly PoolTable _pools;
    private readonly UInt256[] _amounts;

    // On the way: half as wide, so that what is stored is loaded as it was stored.
    private readonly UInt128[] _narrow;

    // By the code of a route's first leg: one whole token of what goes in there.
    private readonly UInt256[] _inputs;
    private int _pool = -1;
    private long _moment = -1;

    /// <summary>For one lane; nothing is quoted yet.</summary>
    /// <param name="pools">Of the lane.</param>
    /// <param name="routes">All that may be asked for.</param>
    public RouteQuotes(PoolTable pools, RouteTable routes)
    {
        ArgumentNullException.ThrowIfNull(pools);
        ArgumentNullException.ThrowIfNull(routes);
        _pools = pools;
        Routes = routes;
        _amounts = new UInt256[routes.ThroughMax];
        _narrow = new UInt128[routes.ThroughMax];
        _inputs = new UInt256[2 * pools.Plan.Pools.Length];
        foreach (Pool pool in pools.Plan.Pools)
        {
            _inputs[new RouteLeg(pool.Index, zeroForOne: true).Code] = OneOf(pool.Token0);
            _inputs[new RouteLeg(pool.Index, zeroForOne: false).Code] = OneOf(pool.Token1);
        }
    }

    public RouteTable Routes { get; }

    // Stands for an amount of more bits.
    private static UInt128 Wide => UInt128.MaxValue;

    /// <summary>What goes into a route.</summary>
    public ref readonly UInt256 InputOf(int route) => ref _inputs[Routes.Legs(route)[0].Code];

    /// <summary>
    /// What comes back from each route of <see cref="RouteTable.Through"/>, in that order; zero from one that
    /// does not take all of its input. Computed once for a pool and a moment, whoever asks how often.
    /// </summary>
    public ReadOnlySpan<UInt256> Through(int pool, long moment)
    {
        if (moment != _moment || pool != _pool)
        {
            Quote(pool);
            _pool = pool;
            _moment = moment;
        }

        return _amounts.AsSpan(0, Routes.Through(pool).Length);
    }

    // A thousand units where a whole token is less.
    private static UInt256 OneOf(Token token)
    {
        UInt256 amount = UInt256.One;
        for (int i = 0; i < Math.Max(3, token.Decimals); i++)
        {
            amount *= new UInt256(10);
        }

        return amount;
    }

    private void Quote(int pool)
    {
        ReadOnlySpan<RouteLeg> legs = Routes.LegsThrough(pool);
        Span<UInt256> amounts = _amounts;
        for (int hops = RouteSearchOptions.HopsMin; !legs.IsEmpty; hops++)
        {
            int count = Routes.CountThrough(pool, hops);
            int length = count * hops;
            Quote(legs[..length], hops, amounts[..count]);
            legs = legs[length..];
            amounts = amounts[count..];
        }
    }

    private void Quote(ReadOnlySpan<RouteLeg> legs, int hops, Span<UInt256> amounts)
    {
        Span<UInt128> narrow = _narrow.AsSpan(0, amounts.Length);
        for (int i = 0; i < narrow.Length; i++)
        {
            narrow[i] = (UInt128)_inputs[legs[i * hops].Code];
        }

        for (int hop = 0; hop < hops; hop++)
        {
            for (int i = 0; i < narrow.Length; i++)
            {
                ref UInt128 amount = ref narrow[i];
                RouteLeg leg = legs[(i * hops) + hop];
                if (!_pools.TryPairOut(leg, in amount, out UInt128 given))
                {
                    given = OutOfAny(leg, in amount);
                }

                amount = given;
            }
        }

        for (int i = 0; i < narrow.Length; i++)
        {
            amounts[i] = narrow[i] == Wide ? Alone(legs.Slice(i * hops, hops)) : narrow[i];
        }
    }

    private UInt128 OutOfAny(RouteLeg leg, in UInt128 amountIn)
    {
        if (amountIn == 0 || amountIn == Wide)
        {
            return amountIn;
        }

        UInt256 amount = amountIn;
        return _pools.AmountOut(leg.Pool, leg.ZeroForOne, in amount, out amount) != QuoteOutcome.Full ? 0
            : amount.BitLength > NarrowBits ? Wide
            : (UInt128)amount;
    }

    // One whose amounts leave 127 bits on the way.
    private UInt256 Alone(ReadOnlySpan<RouteLeg> legs)
    {
        UInt256 amount = _inputs[legs[0].Code];
        foreach (RouteLeg leg in legs)
        {
            if (
                amount.IsZero
                || _pools.AmountOut(leg.Pool, leg.ZeroForOne, in amount, out amount) != QuoteOutcome.Full
            )
            {
                return default;
            }
        }

        return amount;
    }
}
