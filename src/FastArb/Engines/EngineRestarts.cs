namespace FastArb.Engines;

/// <summary>
/// When an engine that has died is started again: soon, then later and later, and not for ever. Times are of
/// a clock that never goes back.
/// </summary>
internal sealed class EngineRestarts
{
    public const int CountMax = 5;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_pauseFirst = TimeSpan.FromMilliseconds(500);

    private readonly Queue<TimeSpan> _starts = [];

    /// <summary>Restarts of the last ten minutes.</summary>
    public int Count => _starts.Count;

    /// <summary>How long to wait before the next start; null: it has died too often.</summary>
    public TimeSpan? Next(TimeSpan now)
    {
        while (_starts.TryPeek(out TimeSpan first) && now - first >= Window)
        {
            _starts.Dequeue();
        }

        if (_starts.Count >= CountMax)
        {
            return null;
        }

        _starts.Enqueue(now);
        return s_pauseFirst * (1 << (_starts.Count - 1));
    }
}
