using System.Runtime.CompilerServices;
using FastArb.Chain;

namespace FastArb.Feed;

// Event time, and what it makes due. Nothing here reads a clock.
public sealed partial class FeedSequencer<TSink>
{
    private const long NanosecondsPerTick = 100;
    private const long NanosecondsPerSecond = 1_000_000_000;

    // A block's timestamp may be a lie, and a halt may last: of what was due in between, the last hour fires.
    private const long TimersBehindNsMax = 3600 * NanosecondsPerSecond;

    // The year 2200. What says it is later lies, and nothing that is added to such a time may overflow.
    private const long EventTimeMax = 7_258_118_400 * NanosecondsPerSecond;

    private readonly long _chainDelayNs;
    private long _clockUtc;
    private long _clockReceive;
    private long _eventTime;

    /// <summary>Event time so far. It never goes back.</summary>
    public long EventTime => _eventTime;

    /// <summary>
    /// When, on the receive clock, something falls due though nothing arrives; then a
    /// <see cref="InputKind.Tick"/> is to be accepted. Never, where event time is not the receive clock's.
    /// </summary>
    public long NextDue
    {
        get
        {
            long due = Math.Min(_order.NextDue, _timers.NextDue);
            return Plan.Time == EventTimeSource.Received && due != long.MaxValue
                ? due - _clockUtc + _clockReceive
                : long.MaxValue;
        }
    }

    /// <summary>
    /// Event time if an input came now; what it is without one, where no clock of ours says it.
    /// </summary>
    public long EventTimeIf(long receiveTime) =>
        Plan.Time == EventTimeSource.Received ? Later(receiveTime - _clockReceive + _clockUtc) : _eventTime;

    private void SetClock(ReadOnlySpan<byte> payload, long receiveTime)
    {
        if (ClockPayload.TryRead(payload, out long utc))
        {
            _clockUtc = utc;
            _clockReceive = receiveTime;
        }
    }

    private long EventTimeOf(FrameKind kind, long receiveTime)
    {
        switch (Plan.Time)
        {
            case EventTimeSource.Received:
                return EventTimeAt(receiveTime);
            case EventTimeSource.Carried:
                return Advance(Decoder.CarriedTime);
            default:
                return kind == FrameKind.Head ? Advance(ChainTimeOfHead()) : _eventTime;
        }
    }

    private long EventTimeAt(long receiveTime) => Advance(EventTimeIf(receiveTime));

    private long ChainTimeOfHead()
    {
        long seconds = Decoder.Head.Timestamp;
        return seconds is >= 0 and <= EventTimeMax / NanosecondsPerSecond
            ? (seconds * NanosecondsPerSecond) + _chainDelayNs
            : _eventTime;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Advance(long eventTime) => _eventTime = Later(eventTime);

    // Never back, and never to where no time can be: then what it is stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Later(long eventTime) =>
        eventTime > _eventTime && eventTime <= EventTimeMax ? eventTime : _eventTime;

    // What is due at or before an input comes before it, each at its own time. Of a seal and a timer that are
    // due together the seal is first: who wakes by the timer sees the sealed block.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FireTimersUntil(long eventTime)
    {
        if (Math.Min(_order.NextDue, _timers.NextDue) <= eventTime || !_timers.Started)
        {
            FireTimersSlowly(eventTime);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FireTimersSlowly(long eventTime)
    {
        if (eventTime > 0)
        {
            _timers.StartAt(eventTime);
        }

        if (_timers.NextDue < eventTime - TimersBehindNsMax)
        {
            _timers.SkipTo(eventTime - TimersBehindNsMax);
        }

        while (true)
        {
            long sealing = _order.NextDue;
            long timer = _timers.NextDue;
            if (Math.Min(sealing, timer) > eventTime)
            {
                return;
            }

            if (sealing <= timer)
            {
                _order.OnDue(sealing);
            }
            else
            {
                _order.PublishTimer(_timers.Next, timer);
                _timers.Advance();
            }
        }
    }
}
