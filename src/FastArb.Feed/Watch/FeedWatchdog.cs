using FastArb.Feed.Internals;
using FastArb.Metrics;

namespace FastArb.Feed;

/// <summary>
/// Looks at a feed from beside it and tells apart: a silent subscription, a silent node, a halted chain, a
/// quiet market. It decides by heads, never by logs that do not come: a market may rest. All times are
/// monotonic nanoseconds that the caller gives, so that a test can be the clock.
/// </summary>
public sealed partial class FeedWatchdog
{
    private const long MillisecondNs = 1_000_000;
    private const long SecondNs = 1_000 * MillisecondNs;
    private const long PeriodNs = 100 * MillisecondNs;

    // Neither this thread nor the reader's was away if both went round within this.
    private const long StallNs = 500 * MillisecondNs;
    private const long StuckNs = 5 * SecondNs;

    // A verdict that changed nothing is said again.
    private const long VerdictPatienceNs = 10 * SecondNs;
    private const int MissedLogsMax = 2;

    private readonly FeedPulse _pulse;
    private readonly FeedInbox _inbox;
    private readonly BlockInterval _interval;
    private readonly Counter[] _verdicts = [.. Enum.GetValues<FeedVerdict>().Select(_ => new Counter())];
    private readonly long _probeTimeoutNs;
    private readonly long _haltAfterNs;

    // Nothing from before this counts against anybody.
    private long _since;
    private long _last;
    private long _subscribed;
    private long _quietUntil;
    private long _missedBefore;
    private bool _isStuck;

    public FeedWatchdog(FeedWatchdogOptions options, FeedPulse pulse, FeedInbox inbox)
    {
        ArgumentNullException.ThrowIfNull(options);
        _pulse = pulse;
        _inbox = inbox;
        _interval = new BlockInterval(Nanoseconds(options.BlockInterval));
        _probeTimeoutNs = Nanoseconds(options.ProbeTimeout);
        _haltAfterNs = Nanoseconds(options.HaltAfter);
    }

    /// <summary>When <see cref="Step"/> wants to be called next.</summary>
    public long NextStep { get; private set; }

    /// <summary>What lies between two blocks: the median of the last ones, nanoseconds.</summary>
    public long BlockIntervalNs => _interval.Median;

    /// <summary>How often the clock went on without this thread: suspended, or starved.</summary>
    public Counter Jumps { get; } = new();

    /// <summary>How often the reader's thread did not go round for five seconds.</summary>
    public Counter ReaderStalls { get; } = new();

    /// <summary>How often it has come to a verdict.</summary>
    public Counter Verdicts(FeedVerdict verdict) => _verdicts[(int)verdict];

    /// <summary>Steps until told to stop, in a thread that others give.</summary>
    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Step(MonotonicClock.Now);
            long wait = Math.Max(NextStep - MonotonicClock.Now, MillisecondNs);
            stop.WaitHandle.WaitOne((int)(wait / MillisecondNs));
        }
    }

    /// <summary>Looks once.</summary>
    public void Step(long now)
    {
        if (NextStep == 0)
        {
            Restart(now);
        }
        else if (now < _last || now - _last > StallNs)
        {
            // Suspended: what should have come meanwhile could not, and nobody is to blame.
            Jumps.Increment();
            Restart(now);
        }

        _last = now;
        NextStep = now + PeriodNs;
        WatchReader(now);
        long subscribed = _pulse.Subscribed;
        if (subscribed != _subscribed)
        {
            _subscribed = subscribed;
            _missedBefore = _pulse.MissedLogs;
            _quietUntil = 0;
            BeginSubscription(now);
        }

        Measure(now);
        if (subscribed == 0 || now < _quietUntil)
        {
            // The session has deadlines of its own until it is subscribed.
            return;
        }

        if (!WatchLogs(now))
        {
            WatchHeads(now);
        }
    }

    // What a reader that stands still has not seen says nothing about the node.
    private void WatchReader(long now)
    {
        long stands = _pulse.Connected == 0 ? 0 : now - Math.Max(_pulse.Loop, _pulse.Connected);
        if (stands > StallNs)
        {
            Restart(now);
        }

        if (stands <= StuckNs)
        {
            _isStuck = false;
        }
        else if (!_isStuck)
        {
            _isStuck = true;
            ReaderStalls.Increment();
        }
    }

    private bool WatchLogs(long now)
    {
        // Blocks of before this subscription, asked for because nobody was there, do not count.
        long missed = _pulse.MissedLogs;
        _missedBefore = Math.Min(_missedBefore, missed);
        return missed - _missedBefore >= MissedLogsMax && Post(FeedVerdict.SilentLogs, now);
    }

    // A full inbox is one more try at the next step.
    private bool Post(FeedVerdict verdict, long now)
    {
        if (!_inbox.TryPost(InputKind.Verdict, 0, [(byte)verdict]))
        {
            return false;
        }

        Verdicts(verdict).Increment();
        if (verdict is not (FeedVerdict.Probe or FeedVerdict.ChainHalted))
        {
            _quietUntil = now + VerdictPatienceNs;
            _isProbing = false;
        }

        return true;
    }

    private void Restart(long now)
    {
        _since = now;
        _knownSince = now;
        _isProbing = false;
        _interval.Interrupt();
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
