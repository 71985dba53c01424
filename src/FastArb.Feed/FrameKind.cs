namespace FastArb.Feed;

/// <summary>What a message turned out to be.</summary>
public enum FrameKind
{
    /// <summary>Legal JSON-RPC that is none of the others.</summary>
    Other = 0,

    /// <summary>A log that a watch rule wants.</summary>
    Log = 1,

    /// <summary>
    /// A log that no watch rule wants; nothing beyond its address and topics was looked at.
    /// </summary>
    UnwantedLog = 2,

    /// <summary>A block's head.</summary>
    Head = 3,

    /// <summary>An answer to a request: an id with a result or an error.</summary>
    Answer = 4,

    /// <summary>Not JSON, or not what its own members say that it is.</summary>
    Malformed = 5,

    /// <summary>
    /// Several messages in one; <see cref="FrameDecoder.ReadBatch"/> gives them one by one.
    /// </summary>
    Batch = 6,
}
