using System.Runtime.InteropServices;

namespace FastArb.Feed;

/// <summary>Which UTC a receive time is; both in nanoseconds, UTC since 1970.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TimeAnchor(long ReceiveTime, long Utc)
{
    /// <summary>The UTC of another receive time of the same clock.</summary>
    public long UtcOf(long receiveTime) => receiveTime - ReceiveTime + Utc;

    /// <summary>What both clocks say now.</summary>
    public static TimeAnchor Now(TimeProvider utc)
    {
        ArgumentNullException.ThrowIfNull(utc);
        const long NanosecondsPerTick = 100;
        long nanoseconds = (utc.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
        return new TimeAnchor(Internals.MonotonicClock.Now, nanoseconds);
    }
}
