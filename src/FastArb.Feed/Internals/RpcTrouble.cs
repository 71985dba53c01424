namespace FastArb.Feed.Internals;

/// <summary>What a node's error means for the session.</summary>
internal enum RpcTrouble
{
    Other = 0,
    RateLimited = 1,
    QuotaUsedUp = 2,
    KeyInvalid = 3,
    NotSupported = 4,
}
