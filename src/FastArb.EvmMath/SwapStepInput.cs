using System.Runtime.InteropServices;

namespace FastArb.EvmMath;

/// <summary>What one step of a swap starts from, as a batch takes it: 128 bytes, two cache lines.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
public readonly record struct SwapStepInput(
    UInt256 SqrtPriceCurrent,
    UInt256 SqrtPriceTarget,
    Int256 AmountRemaining,
    UInt128 Liquidity,
    uint FeePips
);
