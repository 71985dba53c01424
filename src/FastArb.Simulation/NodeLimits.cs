namespace FastArb.Simulation;

/// <summary>How much a node answers at once.</summary>
public sealed record NodeLimits
{
    /// <summary>The longest range of blocks that <c>eth_getLogs</c> searches.</summary>
    public int RangeBlocksMax { get; init; } = 10_000;

    /// <summary>The most logs in an answer.</summary>
    public int LogsMax { get; init; } = 10_000;

    /// <summary>The most addresses in a filter.</summary>
    public int AddressesMax { get; init; } = 1_000;

    /// <summary>The most requests in a batch.</summary>
    public int BatchMax { get; init; } = 1_000;

    /// <summary>Once a batch's answers have so many bytes, the rest of it is refused.</summary>
    public int BatchBytesMax { get; init; } = 25 << 20;

    /// <summary>The most percentiles that <c>eth_feeHistory</c> gives.</summary>
    public int PercentilesMax { get; init; } = 100;
}
