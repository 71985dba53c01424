namespace FastArb.Market;

/// <summary>Why a log of a pool's address cannot be one of that pool.</summary>
public enum LogFault : byte
{
    None = 0,

    /// <summary>Other topics or another length of data than the event has.</summary>
    WrongLayout = 1,

    /// <summary>A number that the contract's type cannot hold, such as a reserve above 112 bits.</summary>
    OutOfRange = 2,

    /// <summary>
    /// What it says cannot follow from the state, such as more liquidity taken than there is.
    /// </summary>
    Impossible = 3,

    /// <summary>There is no room left for another tick.</summary>
    NoRoom = 4,
}
