namespace FastArb.Market;

/// <summary>How much room a <see cref="PoolTable"/> has. All of it is taken at the start.</summary>
public sealed record PoolTableOptions
{
    /// <summary>
    /// Initialized ticks of all pools together: real pools have 50 to 2,000. Blocks grow by doubling, so up
    /// to half of the room may be unused.
    /// </summary>
    public int TickCapacity { get; init; } = 1 << 18;

    /// <summary>Words of tick bitmaps of all pools together, each for at least one tick.</summary>
    public int TickWordCapacity { get; init; } = 1 << 16;

    /// <summary>
    /// Pools that a <see cref="PoolTable"/> can hold at an earlier moment, beside the live ones.
    /// </summary>
    public int ScratchPools { get; init; } = 8;

    /// <summary>
    /// Logs that can be undone, over all blocks: 128 bytes each. A power of two; others count as the next.
    /// </summary>
    public int JournalCapacity { get; init; } = 1 << 16;
}
