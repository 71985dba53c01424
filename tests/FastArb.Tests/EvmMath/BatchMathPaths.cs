using FastArb.EvmMath;
using FastArb.EvmMath.Internals;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>Every implementation of the batches: what one test base runs over.</summary>
internal static class BatchMathPaths
{
    /// <summary>What "auto" is where there is no AVX-512, whatever this machine has.</summary>
    private const string Narrow = "auto without AVX-512";

    public static TheoryData<string> All => ["managed", "scalar", "avx2", "avx512", "auto", Narrow];

    public static BatchMath Managed { get; } = Open("managed");

    /// <summary>Skips the test, with the reason, where this machine does not have the path.</summary>
    public static BatchMath Open(string path)
    {
        if (path == Narrow)
        {
            _ = Open("scalar");
            Assert.Equal(
                NativeResult.Ok,
                NativeMath.Open(NativeMath.Abi, NativePath.Scalar, out NativeMath.Table table)
            );
            return BatchMathChoice.Fastest(table);
        }

        bool have = BatchMathChoice.TryMake(path, out BatchMathChoice? choice, out string? problem);
        Assert.SkipUnless(have, problem ?? string.Empty);
        return choice!.Math;
    }
}
