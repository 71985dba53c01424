namespace FastArb.Tests.Metrics;

/// <summary>Both clocks, moved by hand; the machine's own begins at some other time than UTC.</summary>
internal sealed class HandClock : TimeProvider
{
    private DateTimeOffset _utc = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private long _monotonic = 5_000_000_000;

    public override long TimestampFrequency => 1_000_000_000;

    public override DateTimeOffset GetUtcNow() => _utc;

    public override long GetTimestamp() => _monotonic;

    public void Pass(TimeSpan time)
    {
        _utc += time;
        _monotonic += (long)time.TotalNanoseconds;
    }

    /// <summary>The machine starts again: its own clock begins anew.</summary>
    public void Restart(TimeSpan downFor)
    {
        _utc += downFor;
        _monotonic = 5_000_000_000;
    }

    /// <summary>Somebody sets the clock.</summary>
    public void SetUtc(TimeSpan by) => _utc += by;
}
