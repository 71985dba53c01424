using System.Runtime.InteropServices;

namespace FastArb.EvmMath;

/// <summary>
/// One step of a swap inside one range of liquidity: where the price goes and what changes hands.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SwapStep(
    UInt256 SqrtPriceNext,
    UInt256 AmountIn,
    UInt256 AmountOut,
    UInt256 FeeAmount
);
