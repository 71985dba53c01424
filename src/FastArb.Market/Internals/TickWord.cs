using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// 256 neighbouring ticks of a pool, of which at least one is initialized: a bit for each, and where the
/// liquidity of those that are set begins, in their order.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TickWord
{
    public UInt256 Bits;

    /// <summary>Tick over spacing over 256.</summary>
    public int Place;

    public int LiquidityAt;

    /// <summary>There is room for two to this many ticks there.</summary>
    public int LiquidityClass;
}
