namespace FastArb.Perf;

/// <summary>One measured thing. A rate has no percentiles beside its middle: they repeat it.</summary>
internal sealed record Measurement(
    string Name,
    string Unit,
    double P50,
    double P99,
    double P999,
    double Max,
    long Count
)
{
    /// <summary>Of samples in any order, which it sorts.</summary>
    public static Measurement Of(string name, string unit, Span<double> samples)
    {
        samples.Sort();
        return new Measurement(
            name,
            unit,
            At(samples, 0.5),
            At(samples, 0.99),
            At(samples, 0.999),
            samples[^1],
            samples.Length
        );
    }

    private static double At(ReadOnlySpan<double> sorted, double share) =>
        sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
}
