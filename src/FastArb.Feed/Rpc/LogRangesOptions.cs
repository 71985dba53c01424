namespace FastArb.Feed;

/// <summary>How logs are asked for by ranges.</summary>
public sealed record LogRangesOptions
{
    /// <summary>Blocks in a question at first, and at most.</summary>
    public int BlocksMax { get; init; } = 10_000;

    /// <summary>So often the same may fail before it is given up.</summary>
    public int TriesMax { get; init; } = 8;
}
