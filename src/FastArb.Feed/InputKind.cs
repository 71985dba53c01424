namespace FastArb.Feed;

/// <summary>What came from outside. The numbers are part of the recording's format.</summary>
public enum InputKind : byte
{
    None = 0,

    /// <summary>A text message of a connection: a notification, or an answer.</summary>
    Message = 1,

    /// <summary>A connection is up; the payload is its endpoint's host.</summary>
    Connected = 2,

    /// <summary>A connection is gone; the payload is the reason in words.</summary>
    Disconnected = 3,

    /// <summary>Nothing came, but a timer was due: its firing depends on this thread's clock alone.</summary>
    Tick = 4,

    /// <summary>
    /// The recording ends here on purpose. Any payload says that it holds whole blocks only, as one of the
    /// past does.
    /// </summary>
    End = 5,

    /// <summary>
    /// What UTC the receive time is, in nanoseconds since 1970 (8 bytes, little-endian): event time goes on
    /// from there.
    /// </summary>
    Clock = 6,

    /// <summary>Every subscription of the connection is confirmed.</summary>
    Subscribed = 7,

    /// <summary>The watchdog has decided something: one byte, a <see cref="FeedVerdict"/>.</summary>
    Verdict = 8,

    /// <summary>
    /// A question got no answer, for a reason of the way to the node: its id (8 bytes, little-endian), then
    /// milliseconds to wait before it is put again (4 bytes; 0 where nothing was said of that), then a
    /// <see cref="CallFault"/> (1 byte, not in older recordings).
    /// </summary>
    CallFailed = 9,

    /// <summary>
    /// A room of ours asks a contract something: <see cref="QuestionPayload"/>. An input, since when it was
    /// asked decides when it is asked again; so a replay needs nobody who asks.
    /// </summary>
    Asked = 10,

    /// <summary>
    /// An operator pauses or resumes handlers: <see cref="CommandPayload"/>. An input, so that a replay does
    /// so at the same event.
    /// </summary>
    Command = 11,
}
