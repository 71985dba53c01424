namespace FastArb.Feed;

/// <summary>What a user is told about the feed, by kind: of each, how often, and the last sentence.</summary>
public enum FeedNotice
{
    ConnectFailed = 0,
    Disconnected = 1,

    /// <summary>Subscribed again after having been away.</summary>
    Reconnected = 2,

    /// <summary>A node wants fewer questions; it gets fewer.</summary>
    RateLimited = 3,

    /// <summary>One endpoint is given up for good: its key, its quota, its chain.</summary>
    EndpointRefused = 4,

    SilentHeads = 5,
    SilentLogs = 6,
    SilentNode = 7,
    NodeBehind = 8,
    ChainHalted = 9,

    /// <summary>Blocks come again after a halt.</summary>
    ChainResumed = 10,

    /// <summary>A message could not be read.</summary>
    Malformed = 11,

    /// <summary>A node has said two things of which one is a lie.</summary>
    Contradiction = 12,

    /// <summary>The stream was cut, and goes on from another block.</summary>
    Resynchronised = 13,

    /// <summary>A question to a node got no answer that helps; it is put again.</summary>
    CallFailed = 14,

    /// <summary>The reader's thread does not go round.</summary>
    ReaderStuck = 15,
}
