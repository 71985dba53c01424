namespace FastArb.Feed.Internals;

/// <summary>What a parser has found.</summary>
internal enum FrameEvent
{
    /// <summary>Nothing more in what has been received.</summary>
    NeedMore = 0,

    /// <summary>A whole text message.</summary>
    Message = 1,

    Ping = 2,

    Pong = 3,

    Close = 4,

    /// <summary>Bytes that RFC 6455 or the cap forbids; the parser reads no further.</summary>
    Fault = 5,
}
