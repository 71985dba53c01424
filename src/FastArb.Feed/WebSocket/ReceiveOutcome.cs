namespace FastArb.Feed;

/// <summary>How a wait for bytes ended.</summary>
public enum ReceiveOutcome
{
    /// <summary>There are bytes, and perhaps messages in them.</summary>
    Data = 0,

    /// <summary>The idle hook said stop.</summary>
    Stopped = 1,

    /// <summary>The connection is over; it says why.</summary>
    Closed = 2,
}
