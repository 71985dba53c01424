namespace FastArb.Feed;

/// <summary>Why a feed has ended.</summary>
public enum FeedEndReason
{
    /// <summary>It was told to stop.</summary>
    Stopped = 0,

    /// <summary>The event time that it was to run for is over.</summary>
    Finished = 1,

    /// <summary>The node refuses what is asked of it.</summary>
    Refused = 2,

    /// <summary>The node serves another chain than the one that is expected.</summary>
    WrongChain = 3,

    /// <summary>The node does not accept the key.</summary>
    KeyInvalid = 4,

    /// <summary>What the key allows is used up.</summary>
    QuotaUsedUp = 5,

    /// <summary>It would go to another machine in plain text, which nobody has allowed.</summary>
    PlainText = 6,

    /// <summary>No endpoint was ever reached.</summary>
    Unreachable = 7,
}
