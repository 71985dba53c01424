using System.Globalization;
using Xunit;

namespace FastArb.Tests;

/// <summary>Fixed seeds, so that a failure repeats; FASTARB_TEST_SEED runs another one instead.</summary>
internal static class TestSeeds
{
    /// <summary>A seed that once failed is added here and stays.</summary>
    public static TheoryData<ulong> All =>
        Environment.GetEnvironmentVariable("FASTARB_TEST_SEED") is { } seed
            ? [ulong.Parse(seed, CultureInfo.InvariantCulture)]
            : [1, 2];
}
