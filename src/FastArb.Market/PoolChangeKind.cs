namespace FastArb.Market;

/// <summary>What a log did to a pool.</summary>
public enum PoolChangeKind : byte
{
    /// <summary>Nothing that its state holds.</summary>
    None = 0,

    /// <summary>Its reserves are now these.</summary>
    Reserves = 1,

    /// <summary>Its price, tick and liquidity in range are now these.</summary>
    Price = 2,

    /// <summary>It has a first price and tick.</summary>
    Initialize = 3,

    /// <summary>Liquidity was added to, or taken from, a range of ticks.</summary>
    Range = 4,

    /// <summary>Swaps pay this fee from now on.</summary>
    Fee = 5,
}
