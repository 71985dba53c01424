namespace FastArb.Market;

/// <summary>What an event did to the market.</summary>
public enum MarketUpdateKind
{
    None = 0,

    /// <summary>A live pool's state is another one.</summary>
    PoolChanged = 1,

    /// <summary>A pool became live, or ceased to be: <see cref="LiveMarket.Moved"/>.</summary>
    PoolsMoved = 2,

    BlockBegan = 3,

    /// <summary>What holds now is a state that decisions may be taken upon.</summary>
    BlockSealed = 4,

    /// <summary>
    /// The head went back. Any pool may have changed; those in <see cref="LiveMarket.Moved"/> are no longer
    /// live.
    /// </summary>
    Undone = 5,

    /// <summary>Nothing is live any more.</summary>
    Lost = 6,
}
