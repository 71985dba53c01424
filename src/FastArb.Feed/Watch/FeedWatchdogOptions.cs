namespace FastArb.Feed;

/// <summary>How soon the watchdog thinks what.</summary>
public sealed record FeedWatchdogOptions
{
    /// <summary>What lies between two blocks, before two heads have told.</summary>
    public TimeSpan BlockInterval { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>
    /// How long the answer to a probe may take while nothing at all comes; three times as long while
    /// other bytes do.
    /// </summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// For how long a chain has to stand still to be called halted, where ten block intervals are less.
    /// </summary>
    public TimeSpan HaltAfter { get; init; } = TimeSpan.FromSeconds(30);
}
