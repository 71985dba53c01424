// Runs on the lanes' threads, after each log. No allocation, no exceptions but for spans that are too short.
// Costs: about a nanosecond a route.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastArb.Market;

/// <summary>
/// The shortlist: routes whose marginal rate, in doubles, may be above one. Exact integers decide later.
/// </summary>
/// <remarks>
/// No route that can profit is missing. What a leg pays for an input is at most the input times its rate
/// (price before the swap, times what the fee leaves): the pools' formulas fall below it and each rounds
/// against the trader. So where output exceeds input, the product of the true rates exceeds one. With u =
/// 2^-53, a rate in <see cref="PoolTable.Rates"/> is the true one within a factor of (1 - u)^7, as its file
/// says; four of them and three products give at least (1 - u)^31 > 1 - 32u = <see cref="ScreenFloor"/>.
/// </remarks>
public sealed partial class RouteTable
{
    /// <summary>Rates multiply to at most this along a route that cannot profit: 1 - 2^-48.</summary>
    public const double ScreenFloor = 1 - (32.0 / (1L << 53));

    /// <summary>The routes through a pool that may profit, ascending.</summary>
    /// <param name="pool">One whose state has changed.</param>
    /// <param name="rates">Of <see cref="PoolTable.Rates"/>.</param>
    /// <param name="shortlist">Takes them: as long as <see cref="Through"/> of the pool.</param>
    /// <returns>How many there are.</returns>
    public int Screen(int pool, ReadOnlySpan<double> rates, Span<int> shortlist)
    {
        ReadOnlySpan<int> routes = Through(pool);
        RefuseShort(rates, shortlist, routes.Length);
        ref double rate = ref MemoryMarshal.GetReference(rates);
        ref int leg = ref Unsafe.Add(
            ref MemoryMarshal.GetArrayDataReference(_legsByPool),
            _poolLegsBegin[pool]
        );
        int pairsEnd = _routesEnd[2];
        int triplesEnd = _routesEnd[3];
        int found = 0;
        foreach (int route in routes)
        {
            double product = Pair(ref rate, ref leg);
            int hops = 2;
            if (route >= triplesEnd)
            {
                product *= Pair(ref rate, ref Unsafe.Add(ref leg, 2));
                hops = 4;
            }
            else if (route >= pairsEnd)
            {
                product *= At(ref rate, ref leg, 2);
                hops = 3;
            }

            leg = ref Unsafe.Add(ref leg, hops);
            if (product > ScreenFloor)
            {
                shortlist[found++] = route;
            }
        }

        return found;
    }

    /// <summary>All routes that may profit, ascending.</summary>
    /// <param name="rates">Of <see cref="PoolTable.Rates"/>.</param>
    /// <param name="shortlist">Takes them: as long as there are routes.</param>
    /// <returns>How many there are.</returns>
    public int ScreenAll(ReadOnlySpan<double> rates, Span<int> shortlist)
    {
        RefuseShort(rates, shortlist, Count);
        ref double rate = ref MemoryMarshal.GetReference(rates);
        ref int leg = ref MemoryMarshal.GetArrayDataReference(_legs);
        int found = 0;
        int route = 0;
        for (; route < _routesEnd[2]; route++)
        {
            if (Pair(ref rate, ref leg) > ScreenFloor)
            {
                shortlist[found++] = route;
            }

            leg = ref Unsafe.Add(ref leg, 2);
        }

        for (; route < _routesEnd[3]; route++)
        {
            if (Pair(ref rate, ref leg) * At(ref rate, ref leg, 2) > ScreenFloor)
            {
                shortlist[found++] = route;
            }

            leg = ref Unsafe.Add(ref leg, 3);
        }

        for (; route < _routesEnd[4]; route++)
        {
            if (Pair(ref rate, ref leg) * Pair(ref rate, ref Unsafe.Add(ref leg, 2)) > ScreenFloor)
            {
                shortlist[found++] = route;
            }

            leg = ref Unsafe.Add(ref leg, 4);
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Pair(ref double rate, ref int leg) =>
        At(ref rate, ref leg, 0) * At(ref rate, ref leg, 1);

    // Legs are below twice the number of pools by construction, and there are so many rates.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double At(ref double rate, ref int leg, int index) =>
        Unsafe.Add(ref rate, Unsafe.Add(ref leg, index));

    private void RefuseShort(ReadOnlySpan<double> rates, Span<int> shortlist, int routes)
    {
        if (rates.Length < 2 * _pools.Length || shortlist.Length < routes)
        {
            ThrowShort();
        }
    }

    [DoesNotReturn]
    private static void ThrowShort() =>
        throw new InvalidOperationException("there must be two rates a pool, and room for every route");
}
