using System.Diagnostics;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.Routes;

/// <summary>Ten thousand pools and a million routes: what they take.</summary>
public sealed class RouteTable_Size
{
    private const int Hubs = 8;

    [Fact]
    public void A_million_routes_through_ten_thousand_pools_take_64_bytes_each()
    {
        var market = new MadeMarket(1_500);
        var bits = new SeededBits(1);
        for (int i = 0; i < 10_000; i++)
        {
            // Most pools have a well known token on one side.
            int hub = Below(bits, Hubs);
            int other = Below(bits, 20) == 0 ? Below(bits, Hubs) : Below(bits, 1_500);
            market.AddV2(hub, other == hub ? Hubs : other);
        }

        MarketPlan plan = market.ToPlan();
        var watch = Stopwatch.StartNew();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        RouteTable routes = RouteSearch.Find(
            plan,
            new RouteSearchOptions
            {
                HopsMax = 3,
                StartLists =
                [
                    [.. market.Tokens.All.Take(Hubs)],
                ],
            }
        );
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{routes.Count:N0} routes, {routes.MemoryBytes:N0} bytes ({allocated:N0} while made), "
                + $"at most {routes.ThroughMax:N0} through a pool, {watch.ElapsedMilliseconds} ms"
        );
        Assert.True(routes.Count > 1_000_000, $"{routes.Count}");
        // Three legs of 4 bytes, and 4 bytes for the loop; of each of three pools the legs again, and
        // the route.
        Assert.InRange(routes.MemoryBytes, 0, (64L * routes.Count) + 100_000);
    }

    private static int Below(SeededBits bits, int end) => (int)(bits.NextUInt64() % (ulong)end);
}
