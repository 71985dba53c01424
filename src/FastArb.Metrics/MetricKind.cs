namespace FastArb.Metrics;

/// <summary>How a metric behaves over time.</summary>
public enum MetricKind
{
    /// <summary>Only grows, from 0 at the engine's start.</summary>
    Counter = 0,

    /// <summary>Goes up and down.</summary>
    Gauge = 1,

    /// <summary>
    /// How many values were at most so long, for a row of lengths; their sum; their number.
    /// </summary>
    Histogram = 2,
}
