namespace FastArb.Feed;

/// <summary>What a <see cref="FeedSession{TSink}"/> is at.</summary>
public enum FeedPhase
{
    /// <summary>No endpoint may be tried yet.</summary>
    Waiting = 0,

    /// <summary>The endpoint it names is to be connected to.</summary>
    Connecting = 1,

    /// <summary>There is a connection; its messages are to be handed in.</summary>
    Reading = 2,

    /// <summary>It is over, and says why.</summary>
    Ended = 3,
}
