using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>Every implementation of the batches: what one test base runs over.</summary>
internal static class BatchMathPaths
{
    public static TheoryData<string> All => ["managed", "scalar", "avx2", "avx512"];

    public static BatchMath Managed { get; } = Open("managed");

    /// <summary>Skips the test, with the reason, where this machine does not have the path.</summary>
    public static BatchMath Open(string path)
    {
        bool have = BatchMathChoice.TryMake(path, out BatchMathChoice? choice, out string? problem);
        Assert.SkipUnless(have, problem ?? string.Empty);
        return choice!.Math;
    }
}
