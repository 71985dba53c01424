namespace FastArb.Feed;

/// <summary>
/// What a node means by an error. <c>RpcErrorMeaning.Of(code, text)</c> tells: codes alone say little, since
/// every provider uses them in its own way.
/// </summary>
public enum RpcErrorMeaning
{
    /// <summary>Nothing that is acted upon: the question has failed.</summary>
    Other = 0,

    /// <summary>Too many questions for now: the same one later.</summary>
    RateLimited = 1,

    /// <summary>The day's or the month's share is used up: waiting a minute does not help.</summary>
    QuotaUsedUp = 2,

    /// <summary>The key is not one, or may not do this.</summary>
    KeyInvalid = 3,

    /// <summary>A range of blocks that is longer than the node takes.</summary>
    RangeTooWide = 4,

    /// <summary>The range is allowed, but what lies in it is too much for one answer.</summary>
    TooManyResults = 5,

    /// <summary>The node does not have this block: not yet, not any more, or it never did.</summary>
    UnknownBlock = 6,

    /// <summary>The node does not know this method, or no batches.</summary>
    NotSupported = 7,

    /// <summary>The contract that was called refused; it would again.</summary>
    Reverted = 8,
}
