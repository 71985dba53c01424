using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <summary>
/// When a replay hands out what a recording holds: at once, or with the gaps that there were, or so
/// many times
/// faster. Pace changes wall time only, never an event. For one thread.
/// </summary>
public sealed class ReplayPace
{
    // Sleeping is late by about this much; the rest of the time is waited for awake.
    private const long AwakeNs = 1_500_000;

    private readonly double _factor;
    private readonly IPaceClock _clock;
    private long _firstReceiveTime;
    private long _lastReceiveTime;
    private long _firstNow;
    private bool _hasStarted;

    private ReplayPace(double factor, IPaceClock clock)
    {
        _factor = factor;
        _clock = clock;
    }

    /// <summary>As fast as it goes.</summary>
    public static ReplayPace Max() => new(0, new PaceClock());

    /// <summary>As recorded (1), or so many times as fast.</summary>
    public static ReplayPace Times(double factor) => Times(factor, new PaceClock());

    internal static ReplayPace Times(double factor, IPaceClock clock)
    {
        if (!double.IsFinite(factor) || factor <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "a pace is a number above 0");
        }

        return new ReplayPace(factor, clock);
    }

    public bool IsMax => _factor == 0;

    /// <summary>
    /// On the clock of this process, in nanoseconds: when a record of this receive time is due. The first one
    /// is due now. Where the receive times go back, another process went on recording: it counts from there.
    /// </summary>
    public long DueAt(long receiveTime)
    {
        if (IsMax)
        {
            return long.MinValue;
        }

        if (!_hasStarted || receiveTime < _lastReceiveTime)
        {
            _hasStarted = true;
            _firstReceiveTime = receiveTime;
            _firstNow = _clock.Now;
        }

        _lastReceiveTime = receiveTime;
        return _firstNow + (long)((receiveTime - _firstReceiveTime) / _factor);
    }

    /// <summary>
    /// Waits until a record is due; who is late does not wait, and catches up. False when it was cancelled.
    /// </summary>
    public bool Wait(long receiveTime, CancellationToken cancellation)
    {
        long due = DueAt(receiveTime);
        while (!cancellation.IsCancellationRequested)
        {
            long left = IsMax ? 0 : due - _clock.Now;
            if (left <= 0)
            {
                return true;
            }

            if (left > AwakeNs)
            {
                _clock.Sleep(left - AwakeNs, cancellation);
            }
            else
            {
                _clock.Yield();
            }
        }

        return false;
    }
}
