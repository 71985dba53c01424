namespace FastArb.Feed;

/// <summary>Why a connection did not come about.</summary>
public enum FeedConnectFault
{
    /// <summary>Plain text to another machine, which nobody has allowed.</summary>
    PlainTextRefused = 0,

    NameNotFound = 1,

    Unreachable = 2,

    TimedOut = 3,

    /// <summary>
    /// The certificate is not trusted, is out of date or names another host; or TLS failed.
    /// </summary>
    TlsRefused = 4,

    /// <summary>The node answered with another status than 101.</summary>
    HttpStatus = 5,

    /// <summary>The node answered, but not as RFC 6455 asks.</summary>
    BadHandshake = 6,

    /// <summary>The idle hook said stop.</summary>
    Stopped = 7,
}
