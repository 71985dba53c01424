using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>What a swap would do: amounts, and the pool's state after it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SwapResult
{
    public UInt256 AmountIn;

    public UInt256 AmountOut;

    /// <summary>Initialized ticks crossed.</summary>
    public int TicksCrossed;

    /// <summary>Of concentrated pools.</summary>
    public int Tick;

    public UInt256 SqrtPriceX96;

    /// <summary>Reserve 0, or the liquidity in range.</summary>
    public UInt128 Reserve0OrLiquidity;

    public UInt128 Reserve1;
}
