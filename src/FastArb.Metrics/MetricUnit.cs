namespace FastArb.Metrics;

/// <summary>
/// What a metric is measured in. Programs see base units, as its name says; a snapshot holds whole numbers of
/// the small unit in brackets.
/// </summary>
public enum MetricUnit
{
    /// <summary>A number of things (1).</summary>
    Count = 0,

    /// <summary>Seconds (nanoseconds).</summary>
    Seconds = 1,

    /// <summary>A share of a whole (millionths).</summary>
    Ratio = 2,

    /// <summary>Bytes (1).</summary>
    Bytes = 3,

    /// <summary>Blocks, or a block's number (1).</summary>
    Blocks = 4,

    /// <summary>Events of the stream (1).</summary>
    Events = 5,

    /// <summary>US dollars (millionths).</summary>
    Dollars = 6,
}
