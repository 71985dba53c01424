namespace FastArb.Simulation;

/// <summary>What the blocks of a <see cref="BlockMaker"/> hold.</summary>
public sealed record BlockMakerOptions
{
    public long FirstNumber { get; init; } = 1_000_000;

    /// <summary>Seconds since 1970.</summary>
    public long FirstTimestamp { get; init; } = 1_735_689_600;

    /// <summary>Seconds from a block to the next.</summary>
    public int BlockSeconds { get; init; } = 2;

    /// <summary>How many contracts are meant to be watched.</summary>
    public int WatchedCount { get; init; } = 4;

    /// <summary>How many contracts are not.</summary>
    public int OtherCount { get; init; } = 8;

    /// <summary>An ordinary block has 1 to so many logs.</summary>
    public int LogsMax { get; init; } = 8;

    /// <summary>Blocks of a million that have none.</summary>
    public int EmptyPerMillion { get; init; } = 200_000;

    /// <summary>Blocks of a million that have very many.</summary>
    public int CrowdedPerMillion { get; init; } = 10_000;

    /// <summary>How many logs a crowded block has.</summary>
    public int CrowdedLogs { get; init; } = 200;
}
