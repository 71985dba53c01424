namespace FastArb.Feed;

/// <summary>Why a feed has ended.</summary>
public enum FeedEndReason
{
    /// <summary>It was told to stop.</summary>
    Stopped = 0,

    /// <summary>The event time that it was to run for is over.</summary>
    Finished = 1,

    /// <summary>The connection was lost.</summary>
    Disconnected = 2,

    /// <summary>The node refuses what is asked of it.</summary>
    Refused = 3,

    /// <summary>The node did not answer in time.</summary>
    TimedOut = 4,
}
