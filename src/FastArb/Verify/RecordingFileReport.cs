namespace FastArb.Verify;

/// <summary>What became of one recording.</summary>
internal sealed record RecordingFileReport(string Recording, VectorOutcome Outcome)
{
    public int Pools { get; init; }

    /// <summary>Blocks of all branches after which everything was compared.</summary>
    public int Blocks { get; init; }

    public int Reorgs { get; init; }

    public long Frames { get; init; }

    /// <summary>Logs of pools that were applied.</summary>
    public long Logs { get; init; }

    /// <summary>Pools compared, summed over blocks.</summary>
    public long States { get; init; }

    /// <summary>Ticks compared, summed over blocks and pools.</summary>
    public long Ticks { get; init; }

    public RecordingDifference? FirstDifference { get; init; }

    /// <summary>Where it is damaged.</summary>
    public string? Reason { get; init; }
}
