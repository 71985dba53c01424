using FastArb.Metrics;

namespace FastArb.Pipeline;

/// <summary>
/// One stage over all lanes: their histograms in one, brought up to date when asked. Allocates nothing then.
/// </summary>
internal sealed class StageTotals(LaneStage stage)
{
    /// <summary>Of what is published: 1, 2 and 5 of each decade from 100 ns to 1 s.</summary>
    private static readonly long[] s_bounds =
    [
        .. Enumerable
            .Range(2, 7)
            .SelectMany(decade => new[] { 1, 2, 5 }.Select(step => step * Power(decade)))
            .Append(Power(9)),
    ];

    private readonly LatencyHistogram _total = new(LatencyHistogram.Coarse);
    private readonly LatencyHistogram _copy = new(LatencyHistogram.Coarse);
    private readonly long[] _upTo = new long[s_bounds.Length];

    public static ReadOnlySpan<long> Bounds => s_bounds;

    public LaneStage Stage => stage;

    public long Count => _total.Count;

    public long Sum => _total.Sum;

    public long UpTo(int bound) => _upTo[bound];

    public long Quantile(double quantile) => _total.ValueAtQuantile(quantile);

    public void Collect(List<LaneMetrics> lanes)
    {
        _total.Reset();
        foreach (LaneMetrics lane in lanes)
        {
            lane[stage].CopyTo(_copy);
            _total.Add(_copy);
        }

        _total.CountUpTo(s_bounds, _upTo);
    }

    private static long Power(int decade) => decade == 0 ? 1 : 10 * Power(decade - 1);
}
