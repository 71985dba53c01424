using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>A swap to be quoted, as a concentrated pool's contract takes it.</summary>
/// <param name="ZeroForOne">Token 0 goes in.</param>
/// <param name="Amount">Exact input where positive, exact output where negative.</param>
/// <param name="SqrtPriceLimitX96">Zero for none: as far as liquidity goes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SwapRequest(bool ZeroForOne, Int256 Amount, UInt256 SqrtPriceLimitX96);
