using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>One implementation of the batches, by the name that FASTARB_MATH takes.</summary>
internal static class BatchPath
{
    public static BatchMath Open(string path) =>
        BatchMathChoice.TryMake(path, out BatchMathChoice? choice, out string? problem)
            ? choice.Math
            : throw new InvalidOperationException(problem);
}
