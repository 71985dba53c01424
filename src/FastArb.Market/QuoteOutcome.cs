namespace FastArb.Market;

/// <summary>What became of a question for a quote.</summary>
public enum QuoteOutcome : byte
{
    /// <summary>The whole amount goes through.</summary>
    Full = 0,

    /// <summary>
    /// The price limit, or the end of liquidity, is reached before all of the amount is used.
    /// </summary>
    Partial = 1,

    /// <summary>The contract would revert; amounts are zero.</summary>
    Reverted = 2,

    /// <summary>The pool's state is not to be relied on; amounts are zero.</summary>
    NotLive = 3,
}
