using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>What goes into a route and what comes out of it, to the last unit of its start token.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RouteSize(UInt256 AmountIn, UInt256 AmountOut)
{
    /// <summary>Of a route that pays more than it takes.</summary>
    public UInt256 Profit => AmountOut - AmountIn;
}
