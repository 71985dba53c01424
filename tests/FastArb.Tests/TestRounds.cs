using System.Globalization;

namespace FastArb.Tests;

/// <summary>
/// How many rounds a random test runs. FASTARB_TEST_SHARE=20 runs a twentieth: for runs that repeat the tests
/// under other conditions, where breadth counts more than depth.
/// </summary>
internal static class TestRounds
{
    public const string Variable = "FASTARB_TEST_SHARE";

    private static readonly int s_share = Environment.GetEnvironmentVariable(Variable) is { } share
        ? int.Parse(share, CultureInfo.InvariantCulture)
        : 1;

    /// <summary>Whether rare things may be expected to have happened.</summary>
    public static bool AreWhole => s_share == 1;

    public static int Of(int rounds) => Math.Max(1, rounds / s_share);

    /// <summary>
    /// The same share of listed cases, drawn: every n-th would leave the same combinations out in each list.
    /// </summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> cases)
    {
        var bits = new SeededBits(0);
        return cases.Where(_ => bits.NextUInt64() % (ulong)s_share == 0);
    }
}
