using FastArb.Chain;

namespace FastArb.Feed.Internals;

/// <summary>The next multiple of each timer's interval. A handful: a scan is quicker than a heap.</summary>
internal sealed class FeedTimers
{
    private const long NanosecondsPerTick = 100;

    // Event time ends in the year 2200: with this added it is still far from where numbers end.
    private static readonly TimeSpan s_intervalMax = TimeSpan.FromDays(3_653);

    private readonly long[] _intervals;
    private readonly long[] _due;

    public FeedTimers(TimerPlan plan)
    {
        _intervals = [.. plan.Intervals.Select(interval => interval.Ticks * NanosecondsPerTick)];
        if (plan.Intervals.Any(interval => interval <= TimeSpan.Zero || interval > s_intervalMax))
        {
            throw new ArgumentException(
                $"a timer's interval must be above zero and at most {s_intervalMax.Days} days",
                nameof(plan)
            );
        }

        _due = new long[_intervals.Length];
        Array.Fill(_due, long.MaxValue);
        Started = _intervals.Length == 0;
    }

    /// <summary>False until the first input has said what time it is; true at once without timers.</summary>
    public bool Started { get; private set; }

    /// <summary>When the next one is due; the lowest number where several are.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    public int Next { get; private set; }

    /// <summary>The first input's time: timers due before it never were.</summary>
    public void StartAt(long eventTime)
    {
        if (Started)
        {
            return;
        }

        Started = true;
        for (int i = 0; i < _due.Length; i++)
        {
            _due[i] = MultipleFrom(eventTime, _intervals[i]);
        }

        FindNext();
    }

    /// <summary>
    /// Leaves out what was due before a time: after a jump of event time, nobody can use a flood of timers.
    /// </summary>
    public void SkipTo(long eventTime)
    {
        for (int i = 0; i < _due.Length; i++)
        {
            _due[i] = Math.Max(_due[i], MultipleFrom(eventTime, _intervals[i]));
        }

        FindNext();
    }

    /// <summary>The timer that was due has fired.</summary>
    public void Advance()
    {
        _due[Next] += _intervals[Next];
        FindNext();
    }

    private static long MultipleFrom(long eventTime, long interval) =>
        (((eventTime - 1) / interval) + 1) * interval;

    private void FindNext()
    {
        NextDue = long.MaxValue;
        for (int i = 0; i < _due.Length; i++)
        {
            if (_due[i] < NextDue)
            {
                NextDue = _due[i];
                Next = i;
            }
        }
    }
}
