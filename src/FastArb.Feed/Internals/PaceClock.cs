using System.Diagnostics;

namespace FastArb.Feed.Internals;

/// <summary>The process's monotonic clock.</summary>
internal sealed class PaceClock : IPaceClock
{
    private const long NanosecondsPerMs = 1_000_000;

    private static readonly double s_nanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    public long Now => (long)(Stopwatch.GetTimestamp() * s_nanosecondsPerTick);

    public void Sleep(long nanoseconds, CancellationToken cancellation) =>
        cancellation.WaitHandle.WaitOne(
            (int)Math.Min(int.MaxValue, Math.Max(1, nanoseconds / NanosecondsPerMs))
        );

    public void Yield() => Thread.Yield();
}
