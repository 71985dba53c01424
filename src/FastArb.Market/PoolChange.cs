using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market;

/// <summary>
/// A pool's log in the words of its shape: what a venue kind makes of it. Which fields count, its
/// <see cref="Kind"/> says.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct PoolChange
{
    public PoolChangeKind Kind;

    public uint FeePips;

    public int Tick;

    public int LowerTick;

    public int UpperTick;

    public UInt128 Reserve0;

    public UInt128 Reserve1;

    public UInt128 Liquidity;

    /// <summary>Added to a range where positive, taken where negative.</summary>
    public Int128 LiquidityDelta;

    public UInt256 SqrtPriceX96;
}
