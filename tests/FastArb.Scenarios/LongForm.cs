using System.Globalization;

namespace FastArb.Scenarios;

/// <summary>
/// How often the long form repeats what the short one does once: FASTARB_TEST_TIMES=10 for ten times the
/// messages, rounds and seeds.
/// </summary>
internal static class LongForm
{
    public static int Times { get; } =
        Environment.GetEnvironmentVariable("FASTARB_TEST_TIMES") is { } times
            ? int.Parse(times, CultureInfo.InvariantCulture)
            : 1;
}
