namespace FastArb.Feed;

/// <summary>
/// When an endpoint may be tried again. A node that is not there is tried again soon, since nobody
/// minds; one that
/// says "too much" is left alone, longer each time, until half a minute of health has shown that it no longer
/// minds. Has no clock and draws nothing: times are monotonic nanoseconds, the jitter is a hash.
/// </summary>
public sealed class ReconnectPolicy
{
    /// <summary>Tries of a node that limits us, in any <see cref="WindowNs"/>.</summary>
    public const int TriesMax = 12;

    public const long WindowNs = 600 * Second;

    /// <summary>
    /// So long must a subscription have lived for a node's asking for peace to be forgotten.
    /// </summary>
    public const long HealthyNs = 30 * Second;

    private const long Second = 1_000_000_000;

    // So long for mere outages to be forgotten: a node that drops us at once, each time, is spared.
    private const long StandingNs = 5 * Second;
    private const long UnreachableNs = Second / 10;
    private const long UnreachableNsMax = Second;
    private const long LimitedNs = 5 * Second;
    private const long LimitedNsMax = 90 * Second;
    private const long AskedNsMax = 24 * 3600 * Second;
    private const int DoublingsMax = 10;

    // Closed so often in a row before it had confirmed anything: another way to say "too much".
    private const int UnservedMax = 3;

    // A fifth of the delay.
    private const ulong JitterParts = 1 << 20;
    private const long JitterShare = 5;

    private readonly ulong _seed;
    private readonly long[] _tries = new long[TriesMax];
    private int _triesCounted;
    private long _try;
    private bool _isTryCounted;
    private int _failures;
    private int _unserved;
    private ulong _waits;

    public ReconnectPolicy(ulong seed) => _seed = seed;

    /// <summary>Whether the node has said that it is asked too much.</summary>
    public bool IsLimited { get; private set; }

    /// <summary>How often in a row it closed before it had confirmed a subscription.</summary>
    public int UnservedInARow => _unserved;

    /// <summary>From when on it may be tried; 0: at any time.</summary>
    public long RetryAt { get; private set; }

    /// <summary>A connection is tried now.</summary>
    public void OnTry(long now)
    {
        _try = now;
        _isTryCounted = false;
        if (IsLimited)
        {
            CountTry();
        }
    }

    /// <summary>Nobody is there, or nobody who answers.</summary>
    public void OnUnreachable(long now) => Wait(now, 0);

    /// <summary>It took the connection and closed it before it had confirmed a subscription.</summary>
    public void OnUnserved(long now)
    {
        CountTry();
        if (++_unserved >= UnservedMax)
        {
            Limit();
        }

        Wait(now, 0);
    }

    /// <summary>It says that it is asked too much, and perhaps for how long it wants peace.</summary>
    public void OnLimited(TimeSpan? retryAfter, long now)
    {
        CountTry();
        Limit();
        const long NanosecondsPerTick = 100;
        long ticks = Math.Clamp((retryAfter ?? TimeSpan.Zero).Ticks, 0, AskedNsMax / NanosecondsPerTick);
        Wait(now, ticks * NanosecondsPerTick);
    }

    /// <summary>A connection that had been subscribed for so long is lost.</summary>
    public void OnLost(long subscribedNs, long now)
    {
        _unserved = 0;
        if (subscribedNs >= (IsLimited ? HealthyNs : StandingNs))
        {
            IsLimited = false;
            _failures = 0;
        }

        Wait(now, 0);
    }

    /// <summary>It has answered for so long: what it asked for is forgotten after enough of it.</summary>
    public void OnHealthy(long healthyNs)
    {
        if (healthyNs >= HealthyNs)
        {
            IsLimited = false;
            _failures = 0;
        }
    }

    private void Limit()
    {
        if (!IsLimited)
        {
            IsLimited = true;
            _failures = 0;
        }
    }

    private void CountTry()
    {
        if (!_isTryCounted)
        {
            _isTryCounted = true;
            _tries[_triesCounted++ % TriesMax] = _try;
        }
    }

    private void Wait(long now, long atLeast)
    {
        long delay = IsLimited
            ? Math.Min(LimitedNs << Math.Min(_failures, DoublingsMax), LimitedNsMax)
            : Math.Min(UnreachableNs << Math.Min(_failures, DoublingsMax), UnreachableNsMax);
        _failures++;
        RetryAt = now + Math.Max(delay, atLeast) + JitterOf(delay);
        if (IsLimited && _triesCounted >= TriesMax)
        {
            // The place that the next try will take holds the oldest one.
            RetryAt = Math.Max(RetryAt, _tries[_triesCounted % TriesMax] + WindowNs);
        }
    }

    // SplitMix64's finish: each wait of each seed has its own.
    private long JitterOf(long delay)
    {
        ulong z = _seed + (++_waits * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return delay / JitterShare / (long)JitterParts * (long)(z % JitterParts);
    }
}
