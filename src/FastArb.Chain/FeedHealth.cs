namespace FastArb.Chain;

/// <summary>How far the feed can be relied upon. Whoever trades does so only while it is live.</summary>
public enum FeedHealth : byte
{
    /// <summary>What is out is the chain as the node has it now.</summary>
    Live = 0,

    /// <summary>No connection.</summary>
    Offline = 1,

    /// <summary>There is a connection; what was missed is being fetched.</summary>
    CatchingUp = 2,

    /// <summary>The chain itself makes no blocks.</summary>
    Halted = 3,

    /// <summary>A node has said two things of which one is a lie.</summary>
    Distrusted = 4,
}
