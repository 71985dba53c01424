namespace FastArb.Market;

/// <summary>Whether a pool's state can be relied on.</summary>
public enum PoolStatus : byte
{
    /// <summary>Its state was never loaded, or is being loaded.</summary>
    Loading = 0,

    /// <summary>Equal to the chain's.</summary>
    Live = 1,

    /// <summary>In doubt: not quoted, no route runs through it, until it has been loaded anew.</summary>
    Quarantined = 2,
}
