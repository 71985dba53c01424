namespace FastArb.Market;

/// <summary>What somebody who minds the market should know.</summary>
public enum MarketNoticeKind
{
    None = 0,

    /// <summary>A pool is in doubt: not quoted until it has been loaded anew.</summary>
    Quarantined = 1,

    /// <summary>A pool is not what the configuration says, or there is no room for it: not loaded.</summary>
    Refused = 2,

    /// <summary>A pool differs from the chain, as an audit found.</summary>
    Differs = 3,

    /// <summary>All pools are loaded anew: what happened to the chain is not known.</summary>
    Restarted = 4,

    /// <summary>Whether many questions can be put as one.</summary>
    Multicall = 5,

    /// <summary>Every pool that is not refused is live.</summary>
    Complete = 6,

    /// <summary>Tokens were let in that nobody has tried out.</summary>
    Untried = 7,
}
