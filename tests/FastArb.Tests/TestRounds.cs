using System.Globalization;

namespace FastArb.Tests;

/// <summary>
/// How many rounds a random test runs. FASTARB_TEST_TIMES=100 runs a hundred times as many: the long form.
/// FASTARB_TEST_TIMES=0.05 runs a twentieth: for runs that repeat the tests under other conditions, where
/// breadth counts more than depth.
/// </summary>
internal static class TestRounds
{
    public const string Variable = "FASTARB_TEST_TIMES";

    // Cases are drawn by millionths.
    private const int Whole = 1_000_000;

    private static readonly decimal s_times = Environment.GetEnvironmentVariable(Variable) is { } times
        ? decimal.Parse(times, CultureInfo.InvariantCulture)
        : 1;

    /// <summary>Whether rare things may be expected to have happened.</summary>
    public static bool AreWhole => s_times >= 1;

    /// <summary>At least one, and no more than can be counted.</summary>
    public static int Of(int rounds) => (int)Math.Clamp(rounds * s_times, 1, int.MaxValue);

    /// <summary>
    /// A share of listed cases, drawn: every n-th would leave the same combinations out in each list. Never
    /// more than all.
    /// </summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> cases)
    {
        var bits = new SeededBits(0);
        return cases.Where(_ => bits.NextUInt64() % Whole < s_times * Whole);
    }
}
