namespace FastArb.Market;

/// <summary>How prices in dollars are made.</summary>
public sealed record TokenPricesOptions
{
    /// <summary>Of how many pools, those with most on the dollar side, the median is taken.</summary>
    public int PoolsMax { get; init; } = 5;

    /// <summary>Of how many sealed blocks the median is taken.</summary>
    public int BlocksMax { get; init; } = 30;

    /// <summary>How many blocks back a reorganisation may lead.</summary>
    public int UndoBlocksMax { get; init; } = 64;

    /// <summary>The token that stands for the chain's own, whose price gas is paid at; -1 for none.</summary>
    public int NativeToken { get; init; } = -1;
}
