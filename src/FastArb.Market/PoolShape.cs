namespace FastArb.Market;

/// <summary>How the state of a pool is kept and what arithmetic it follows. A venue kind has one.</summary>
public enum PoolShape : byte
{
    /// <summary>Two reserves whose product does not fall.</summary>
    ConstantProduct = 0,

    /// <summary>A price, liquidity, and ticks at which the liquidity changes.</summary>
    Concentrated = 1,
}
