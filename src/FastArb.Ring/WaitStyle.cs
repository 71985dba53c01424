namespace FastArb.Ring;

/// <summary>
/// How a thread waits for another one: the Disruptor's wait strategies by name. An enumeration and not a type
/// per strategy, see docs/decisions/0011-own-ring.md.
/// </summary>
public enum WaitStyle
{
    /// <summary>Looks again and again: the lowest latency; needs a core for each waiting thread.</summary>
    BusySpin = 0,

    /// <summary>Looks a hundred times, then lets other threads run between looks.</summary>
    Yielding = 1,

    /// <summary>Spins a little, yields a little, then sleeps: for fewer cores than threads.</summary>
    Hybrid = 2,

    /// <summary>Sleeps at once: costs nothing while idle, and tens of microseconds to wake up.</summary>
    Blocking = 3,

    /// <summary>
    /// Spins a little, yields a little, then sleeps a millisecond at a time: never needs to be woken, so that
    /// publishing costs nothing more; up to a millisecond late.
    /// </summary>
    Sleeping = 4,
}
