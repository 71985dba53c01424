namespace FastArb.Perf;

/// <summary>
/// What a figure has to be, and what we want it to be. Times are at most, rates are at least what is said.
/// </summary>
internal sealed record Budget(string Measured, string Figure, double Must, double Aim)
{
    private static readonly Budget[] s_all =
    [
        new("paced 500/s: ours, busy", "p50", 9, 7),
        new("paced 500/s: ours, busy", "p99", 25, 15),
        new("paced 2000/s: ours, busy", "p50", 9, 7),
        new("paced 2000/s: ours, busy", "p99", 25, 15),
        new("paced 500/s: ours, blocking", "p50", 22, 19),
        new("paced 2000/s: ours, blocking", "p50", 22, 19),
        new("burst of 200 sends, each event: ours, busy", "p50", 30, 5),
        new("flood: ours, busy", "p50", 2_000_000, 2_700_000),
        new("flood: ours, blocking", "p50", 2_000_000, 2_700_000),
        new("bytes allocated, reader's thread: ours, busy", "p50", 0, 0),
        new("bytes allocated, reader's thread: ours, blocking", "p50", 0, 0),
        new("frame in memory to twelve re-quotes, fused", "p50", 1_000, 400),
        new("seal in memory to the last of twelve handlers, fused", "p50", 5_000, 2_000),
        new("what a hop adds to a frame in memory, busy", "p50", 400, 150),
        new("paced 2000/s: twelve re-quotes, fused, busy", "p50", 12, 7),
        new("paced 2000/s: twelve re-quotes, fused, busy", "p99", 30, 15),
        new("burst of 200 sends, each event: twelve re-quotes, fused, busy", "p50", 30, 6),
        new("burst of 200 sends, each event: twelve re-quotes, fused, busy", "p99", 1_000, 50),
        new("flood: twelve re-quotes, fused, busy", "p50", 700_000, 1_500_000),
        new("bytes allocated, process: twelve re-quotes, fused, busy", "p50", 0, 0),
        new("hop, BusySpin", "p50", 0.12, 0.09),
        new("hop, Yielding", "p50", 0.35, 0.2),
        new("hop, Blocking", "p50", 30, 20),
        new("ring 1 -> 1, 320 bytes", "p50", 30, 40),
        new("ring 1 -> 12 handlers packed on one lane", "p50", 25, 40),
        new("last of 12 handlers, packed, BusySpin", "p50", 0.6, 0.3),
    ];

    public static IEnumerable<Budget> Of(Measurement measurement) =>
        s_all.Where(budget => budget.Measured == measurement.Name);

    /// <summary>Which of the two the measured figure keeps.</summary>
    public string Judge(Measurement measurement)
    {
        double value = Figure == "p99" ? measurement.P99 : measurement.P50;
        bool moreIsBetter = measurement.Unit.EndsWith("/s", StringComparison.Ordinal);
        bool keepsMust = moreIsBetter ? value >= Must : value <= Must;
        bool keepsAim = moreIsBetter ? value >= Aim : value <= Aim;
        return keepsAim ? "aim"
            : keepsMust ? "must"
            : "MISSED";
    }
}
