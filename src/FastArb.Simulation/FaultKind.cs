namespace FastArb.Simulation;

/// <summary>What a node does wrong; the names in <c>--faults</c> are these with dashes.</summary>
public enum FaultKind
{
    /// <summary>The connection is reset instead of a message.</summary>
    CutReset = 0,

    /// <summary>The connection ends without a close frame instead of a message.</summary>
    CutHangUp,

    /// <summary>The connection ends with a close frame instead of a message.</summary>
    CutClose,

    /// <summary>Of a message's frame only the beginning comes; then a reset.</summary>
    CutFrame,

    /// <summary>Instead of a message, and from then on, nothing: the socket stays.</summary>
    CutSilence,

    /// <summary>A message, and all behind it, comes later.</summary>
    Delay,

    /// <summary>A notification comes twice.</summary>
    Duplicate,

    /// <summary>A message is overtaken by those behind it.</summary>
    Reorder,

    /// <summary>One byte of a message is another one.</summary>
    Corrupt,

    /// <summary>A head is not told of.</summary>
    DropHead,

    /// <summary>A log is not told of.</summary>
    DropLog,

    /// <summary>A subscription to heads says nothing any more.</summary>
    SilentHeads,

    /// <summary>A subscription to logs says nothing any more.</summary>
    SilentLogs,

    /// <summary>A request is answered with error -32005.</summary>
    RateLimit,

    /// <summary>An upgrade or a request over HTTP is answered with 429 and <c>Retry-After</c>.</summary>
    Http429,

    /// <summary>An upgrade or a request over HTTP is answered with 503.</summary>
    Http503,

    /// <summary>An upgrade or a request over HTTP is answered with 401: the key is invalid.</summary>
    Http401,

    /// <summary>An upgrade or a request over HTTP is answered with 402: the quota is used up.</summary>
    Http402,

    /// <summary>A connection is refused.</summary>
    Refuse,

    /// <summary>A connection is taken, and then nothing.</summary>
    Hang,

    /// <summary>A connection is opened and closed at once.</summary>
    AcceptClose,

    /// <summary>A batch is refused as a whole.</summary>
    RefuseBatch,

    /// <summary>A request is answered by a backend that is some blocks behind.</summary>
    Lag,

    /// <summary>A field of an answered header is another one.</summary>
    LieHeader,

    /// <summary>An answer's logs are others, or fewer.</summary>
    LieLogs,

    /// <summary>A notification comes before the answer that names its subscription.</summary>
    Early,

    /// <summary>Of a branch only its last head is told.</summary>
    TipOnly,

    /// <summary>A block's logs are told before its head.</summary>
    LogsFirst,

    /// <summary>The logs that a reorganisation dropped are not told as removed.</summary>
    RemovedNone,

    /// <summary>They are told as removed after the new branch.</summary>
    RemovedLate,

    /// <summary>They and the new branch are told in any order.</summary>
    RemovedShuffled,

    /// <summary>The chain is reorganised. Whoever makes the blocks does that.</summary>
    Reorg,

    /// <summary>No block is made for a while. Whoever makes the blocks does that.</summary>
    Halt,
}
