namespace FastArb.Feed;

/// <summary>What ended a connection.</summary>
public enum WebSocketCloseCause
{
    /// <summary>It is not over.</summary>
    None = 0,

    /// <summary>The node sent a close frame.</summary>
    PeerClosed = 1,

    /// <summary>The stream ended without a close frame.</summary>
    EndOfStream = 2,

    /// <summary>The transport broke: a reset, or a fault of TLS.</summary>
    Reset = 3,

    /// <summary>Nothing came, not even the answer to a ping.</summary>
    PongDeadline = 4,

    /// <summary>The node takes no more bytes.</summary>
    SendDeadline = 5,

    /// <summary>The node broke the rules of RFC 6455.</summary>
    ProtocolError = 6,

    /// <summary>A message was longer than the cap.</summary>
    MessageTooBig = 7,

    /// <summary>A binary message: nodes send text.</summary>
    BinaryMessage = 8,

    /// <summary>A stop was asked for while a message was half sent.</summary>
    StoppedWhileSending = 9,
}
