namespace FastArb.Feed.Internals;

/// <summary>
/// Whether the node is still there. Any byte proves it: a node that sends data but forgets a pong is alive.
/// Times are monotonic nanoseconds.
/// </summary>
internal sealed class PeerLiveness
{
    private const long NanosecondsPerTick = 100;

    private readonly long _pingAfter;
    private readonly long _pongDeadline;
    private bool _isPingOut;

    public PeerLiveness(TimeSpan pingAfter, TimeSpan pongDeadline)
    {
        _pingAfter = pingAfter.Ticks * NanosecondsPerTick;
        _pongDeadline = pongDeadline.Ticks * NanosecondsPerTick;
    }

    /// <summary>When <see cref="Step"/> has something to say; never, before the first byte.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    public void OnReceived(long now)
    {
        _isPingOut = false;
        NextDue = now + _pingAfter;
    }

    public PeerLivenessStep Step(long now)
    {
        if (now < NextDue)
        {
            return PeerLivenessStep.Wait;
        }

        if (_isPingOut)
        {
            return PeerLivenessStep.Dead;
        }

        _isPingOut = true;
        NextDue = now + _pongDeadline;
        return PeerLivenessStep.SendPing;
    }
}
