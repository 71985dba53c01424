namespace FastArb.Feed;

/// <summary>
/// Signs of life that the reader's thread leaves and the watchdog reads: monotonic nanoseconds and block
/// numbers, each for itself up to date. 0 is never.
/// </summary>
public sealed class FeedPulse
{
    private long _loop;
    private long _connected;
    private long _subscribed;
    private long _received;
    private long _head;
    private long _headNumber;
    private long _log;
    private long _probed;
    private long _probeAnswered;
    private long _probeNumber;
    private long _missedLogs;

    /// <summary>The reader's loop went round.</summary>
    public long Loop
    {
        get => Volatile.Read(ref _loop);
        set => Volatile.Write(ref _loop, value);
    }

    /// <summary>Since when there is a connection; 0 while there is none.</summary>
    public long Connected
    {
        get => Volatile.Read(ref _connected);
        set => Volatile.Write(ref _connected, value);
    }

    /// <summary>Since when it is subscribed; 0 while it is not.</summary>
    public long Subscribed
    {
        get => Volatile.Read(ref _subscribed);
        set => Volatile.Write(ref _subscribed, value);
    }

    /// <summary>The last bytes of the connection.</summary>
    public long Received
    {
        get => Volatile.Read(ref _received);
        set => Volatile.Write(ref _received, value);
    }

    /// <summary>The last head that was announced.</summary>
    public long Head
    {
        get => Volatile.Read(ref _head);
        set => Volatile.Write(ref _head, value);
    }

    /// <summary>The highest number of a head that was announced.</summary>
    public long HeadNumber
    {
        get => Volatile.Read(ref _headNumber);
        set => Volatile.Write(ref _headNumber, value);
    }

    /// <summary>The last log that was announced.</summary>
    public long Log
    {
        get => Volatile.Read(ref _log);
        set => Volatile.Write(ref _log, value);
    }

    /// <summary>When the last probe was sent.</summary>
    public long Probed
    {
        get => Volatile.Read(ref _probed);
        set => Volatile.Write(ref _probed, value);
    }

    /// <summary>When the last probe was answered.</summary>
    public long ProbeAnswered
    {
        get => Volatile.Read(ref _probeAnswered);
        set => Volatile.Write(ref _probeAnswered, value);
    }

    /// <summary>The head that the last answered probe named.</summary>
    public long ProbeNumber
    {
        get => Volatile.Read(ref _probeNumber);
        set => Volatile.Write(ref _probeNumber, value);
    }

    /// <summary>Blocks in a row whose logs had to be asked for because none was announced.</summary>
    public long MissedLogs
    {
        get => Volatile.Read(ref _missedLogs);
        set => Volatile.Write(ref _missedLogs, value);
    }
}
