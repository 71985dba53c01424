namespace FastArb.EvmMath;

/// <summary>What the contracts answer: a number, or one of their reverts.</summary>
public enum ConstantProductResult
{
    Ok,

    /// <summary>Nothing was put in.</summary>
    InsufficientInputAmount,

    /// <summary>Nothing was asked for.</summary>
    InsufficientOutputAmount,

    /// <summary>A reserve is zero, or the pair does not hold what was asked for.</summary>
    InsufficientLiquidity,

    /// <summary>The pair's own check: the product of the balances, fee taken off, would fall.</summary>
    InvariantK,

    /// <summary>A balance would not fit the pair's 112 bits.</summary>
    ReserveOverflow,

    /// <summary>A checked multiplication of 256-bit words overflowed.</summary>
    MultiplyOverflow,

    /// <summary>A checked addition of 256-bit words overflowed.</summary>
    AddOverflow,

    /// <summary>More was asked for than the reserve holds.</summary>
    SubtractUnderflow,

    /// <summary>The whole reserve was asked for.</summary>
    DivisionByZero,
}
