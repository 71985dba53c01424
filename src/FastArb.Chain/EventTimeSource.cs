namespace FastArb.Chain;

/// <summary>Where event time, which decides, comes from. Named in a run's manifest.</summary>
public enum EventTimeSource
{
    /// <summary>The receive clock, anchored to UTC once per segment: a real node, live.</summary>
    Received = 0,

    /// <summary>
    /// The notification itself (an extra member, <c>eventTime</c>, nanoseconds since 1970 as a quantity): a
    /// simulated chain's virtual time.
    /// </summary>
    Carried = 1,

    /// <summary>
    /// The block's timestamp and a configured delay, where nothing else exists: backfill and history. Blocks
    /// are sealed by the next one only.
    /// </summary>
    Chain = 2,
}
