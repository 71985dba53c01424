namespace FastArb.EvmMath;

/// <summary>
/// What became of one step of a batch; on anything but <see cref="Ok"/> its result is all zero.
/// </summary>
public enum SwapStepStatus : byte
{
    Ok = 0,

    /// <summary>The contract reverts on this input.</summary>
    Reverted = 1,

    /// <summary>
    /// Not an input of the contract: a price of more than 160 bits, or a fee of more than everything.
    /// </summary>
    BadInput = 2,
}
