namespace FastArb.EvmMath;

/// <summary>Uniswap V3's LiquidityMath and the limit of liquidity per tick.</summary>
public static class LiquidityMath
{
    /// <summary>
    /// False when the sum leaves 128 bits (the contract reverts with "LS" below and "LA" above).
    /// </summary>
    public static bool TryAddDelta(UInt128 liquidity, Int128 delta, out UInt128 sum)
    {
        sum = unchecked(liquidity + (UInt128)delta);
        if (delta < 0 ? sum < liquidity : sum >= liquidity)
        {
            return true;
        }

        sum = default;
        return false;
    }

    /// <summary>
    /// What the pool allows to start and end at one tick, so that the sum over all ticks fits.
    /// </summary>
    public static UInt128 MaxPerTick(int tickSpacing)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tickSpacing);
        int highest = TickMath.MaxTick / tickSpacing;
        return UInt128.MaxValue / (uint)((2 * highest) + 1);
    }
}
