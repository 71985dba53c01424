namespace FastArb.Metrics.Internals;

/// <summary>The two clocks of a snapshot, in nanoseconds. Every process of a machine has the same.</summary>
internal static class SnapshotClock
{
    public const long NanosecondsPerTick = 100;

    private const long NanosecondsPerSecond = 1_000_000_000;

    public static long Monotonic(TimeProvider clock)
    {
        long ticks = clock.GetTimestamp();
        long frequency = clock.TimestampFrequency;
        return frequency == NanosecondsPerSecond
            ? ticks
            : (long)((Int128)ticks * NanosecondsPerSecond / frequency);
    }

    /// <summary>Since 1970.</summary>
    public static long Utc(TimeProvider clock) =>
        (clock.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * NanosecondsPerTick;
}
