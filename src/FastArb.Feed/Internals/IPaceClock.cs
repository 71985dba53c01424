namespace FastArb.Feed.Internals;

/// <summary>The time that a replay's pace goes by; tests bring their own.</summary>
internal interface IPaceClock
{
    /// <summary>Monotonic nanoseconds.</summary>
    long Now { get; }

    /// <summary>Sleeps for about so long, or until cancelled.</summary>
    void Sleep(long nanoseconds, CancellationToken cancellation);

    /// <summary>Lets another thread run, if one wants to.</summary>
    void Yield();
}
