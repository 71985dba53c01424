// Runs on the lanes' threads, for each route on a shortlist. No allocation, no exceptions.
// Costs: 120 ns for two constant-product legs; a quote, its reverse and 100 ns for each tick crossed besides.
using FastArb.EvmMath;
using FastArb.Market.Internals;

namespace FastArb.Market;

/// <summary>
/// Finds the input of a route that profits most. A lane has one for its table; it keeps nothing between two
/// questions.
/// </summary>
/// <remarks>
/// In doubles first. Where it stands, each leg pays rate * x / (1 + bend * x) for x more, and so does any row
/// of such legs: rates multiply, and bends add up, each times the rate of what stands before it. The profit
/// of such a row is highest at x = (sqrt(rate) - 1) / bend. When a leg leaves its range before that, the walk
/// goes there and begins anew. Pools pay less and less, so the first optimum is the only one, and a limit met
/// on the way is the best place within it. Then exact integers: what the input found pays, and the least
/// input that pays the same. What a pool refuses leads back to the most that it takes; where a unit of a
/// token is a good part of the profit, what is a unit away is tried too.
/// </remarks>
public sealed partial class BestSize(PoolTable pools)
{
    // A unit, less what doubles may be off by.
    private const double LeastProfit = 0.99;
    private const double BeyondEnd = 1 + (1.0 / (1L << 40));
    private const double UnitsBeyondEnd = 1 << 10;

    private readonly PoolTable _pools = pools;
    private readonly LegWalk[] _walks = new LegWalk[RouteSearchOptions.HopsLimit];

    /// <summary>
    /// The best size within the limits. False where no input profits, and where a pool on the way is not
    /// live.
    /// </summary>
    public bool TryFind(ReadOnlySpan<RouteLeg> legs, in SizeLimits limits, out RouteSize size)
    {
        double rate = 1;
        foreach (RouteLeg leg in legs)
        {
            rate *= _pools.Rates[leg.Code];
        }

        if (rate > RouteTable.ScreenFloor)
        {
            double guess = Walk(legs, in limits);
            // Every unit earns less than the first: where all of them would not earn one, no whole size does.
            bool mayEarn = guess * (rate - RouteTable.ScreenFloor) > LeastProfit;
            if (mayEarn && TrySettle(legs, guess, in limits, out size))
            {
                return true;
            }
        }

        size = default;
        return false;
    }

    // The best input in doubles.
    private double Walk(ReadOnlySpan<RouteLeg> legs, in SizeLimits limits)
    {
        for (int i = 0; i < legs.Length; i++)
        {
            _walks[i].Begin(_pools, legs[i], limits.ImpactMaxPips);
        }

        Span<LegWalk> walks = _walks.AsSpan(0, legs.Length);
        double most = UInt256.ToDouble(limits.AmountInMax);
        double sum = 0;
        while (sum < most)
        {
            double rate = 1;
            double bend = 0;
            double reach = double.PositiveInfinity;
            int first = -1;
            bool isLast = true;
            for (int i = 0; i < walks.Length; i++)
            {
                ref LegWalk walk = ref walks[i];
                double room = walk.Room;
                double ofImpact = walk.RoomOfImpact();
                double least = Math.Min(room, ofImpact);
                // Else that is more than the legs before it can ever pay.
                if (rate > bend * least && least / (rate - (bend * least)) is double until && until < reach)
                {
                    reach = until;
                    first = i;
                    isLast = ofImpact <= room;
                }

                bend += walk.Bend * rate;
                rate *= walk.Rate;
            }

            if (rate <= 1)
            {
                // Where liquidity ends, the last unit that it takes is the best. Each step rounds it up, and
                // doubles both ways: from beyond it exact quotes go back to it.
                return Math.Min(rate == 0 ? (sum * BeyondEnd) + UnitsBeyondEnd : sum, most);
            }

            double best = (Math.Sqrt(rate) - 1) / bend;
            if (best <= reach || isLast)
            {
                sum += Math.Min(best, reach);
                break;
            }

            sum += reach;
            double more = reach;
            for (int i = 0; i < walks.Length; i++)
            {
                more = walks[i].Advance(i == first ? walks[i].Room : more);
            }

            walks[first].Cross(_pools, legs[first]);
        }

        return Math.Min(sum, most);
    }
}
