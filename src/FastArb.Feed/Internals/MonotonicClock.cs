using System.Diagnostics;

namespace FastArb.Feed.Internals;

/// <summary>Nanoseconds that never go back; on Linux the same for every process of the machine.</summary>
internal static class MonotonicClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static long Now
    {
        get
        {
            long ticks = Stopwatch.GetTimestamp();
            return Stopwatch.Frequency == NanosecondsPerSecond
                ? ticks
                : (long)((Int128)ticks * NanosecondsPerSecond / Stopwatch.Frequency);
        }
    }
}
