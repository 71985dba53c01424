namespace FastArb.Feed.Internals;

/// <summary>How a call on a transport ended.</summary>
internal enum SocketOutcome
{
    Done = 0,

    /// <summary>The other side sends no more.</summary>
    End = 1,

    /// <summary>The connection broke.</summary>
    Broken = 2,

    /// <summary>The idle hook said stop.</summary>
    Stopped = 3,

    /// <summary>Neither bytes nor a pong came in time.</summary>
    Silent = 4,

    /// <summary>The time that the call was given is over.</summary>
    TimedOut = 5,
}
