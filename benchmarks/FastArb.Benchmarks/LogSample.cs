namespace FastArb.Benchmarks;

/// <summary>What the logs of a benchmark say.</summary>
public enum LogSample
{
    /// <summary>The reserves of a pair.</summary>
    Sync,

    /// <summary>The price of a concentrated pool.</summary>
    Swap,

    /// <summary>Liquidity added between ticks that are there, and taken again.</summary>
    Range,

    /// <summary>Liquidity added between ticks that appear, and taken again: they go.</summary>
    Flip,
}
