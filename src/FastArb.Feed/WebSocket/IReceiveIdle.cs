namespace FastArb.Feed;

/// <summary>What the reader's thread does while it waits for bytes. It may not send or receive.</summary>
public interface IReceiveIdle
{
    /// <summary>
    /// Monotonic nanoseconds at which <see cref="OnIdle"/> wants to be called; <see
    /// cref="long.MaxValue"/> is never.
    /// </summary>
    long NextDue { get; }

    /// <summary>Called when that time has come. False: stop waiting.</summary>
    bool OnIdle(long now);
}
