namespace FastArb.Feed;

/// <summary>Why a question over HTTP got no answer that can be read.</summary>
public enum RpcHttpFault
{
    None = 0,

    /// <summary>Plain text to another machine, which nobody has allowed.</summary>
    PlainTextRefused = 1,

    /// <summary>No such name, nobody listens, or the connection broke.</summary>
    Unreachable = 2,

    TimedOut = 3,

    /// <summary>
    /// The certificate is not trusted, is out of date or names another host; or TLS failed.
    /// </summary>
    TlsRefused = 4,

    /// <summary>A status other than 200, a redirect among them.</summary>
    Status = 5,

    /// <summary>More bytes than an answer may have.</summary>
    TooLarge = 6,

    /// <summary>Compressed, though nothing of the kind was offered.</summary>
    Compressed = 7,

    /// <summary>Not JSON.</summary>
    NotJson = 8,

    /// <summary>The one who asked no longer wants to know.</summary>
    Stopped = 9,
}
