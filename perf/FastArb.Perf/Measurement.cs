namespace FastArb.Perf;

/// <summary>
/// One measured thing. Of a time all figures are quantiles; of a rate or an amount, which has none, each is
/// the same.
/// </summary>
internal sealed record Measurement(
    string Name,
    string Unit,
    double P50,
    double P99,
    double P999,
    double Max,
    long Count
);
