using System.Globalization;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// Rounds of the block order's random tests. The ordinary run is short; FASTARB_TEST_TIMES=20 runs twenty
/// times as many.
/// </summary>
internal static class OrderRounds
{
    private static readonly int s_times = Environment.GetEnvironmentVariable("FASTARB_TEST_TIMES")
        is { } times
        ? int.Parse(times, CultureInfo.InvariantCulture)
        : 1;

    public static int Of(int rounds) => TestRounds.Of(rounds * s_times);
}
