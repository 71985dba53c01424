using System.Diagnostics;

namespace FastArb.Metrics;

/// <summary>
/// Nanoseconds of two clocks. The monotonic one is that of receive times; on Linux every process of a machine
/// has the same.
/// </summary>
public static class MetricClock
{
    public const long NanosecondsPerTick = 100;

    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Never goes back. For a hot path: no call through a provider.</summary>
    public static long Now => InNanoseconds(Stopwatch.GetTimestamp(), Stopwatch.Frequency);

    /// <summary>The same, of a clock that a test may move.</summary>
    public static long Monotonic(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return InNanoseconds(clock.GetTimestamp(), clock.TimestampFrequency);
    }

    /// <summary>Since 1970.</summary>
    public static long Utc(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return (clock.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * NanosecondsPerTick;
    }

    private static long InNanoseconds(long ticks, long frequency) =>
        frequency == NanosecondsPerSecond ? ticks : (long)((Int128)ticks * NanosecondsPerSecond / frequency);
}
