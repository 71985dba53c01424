using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>One step of a swap that goes all the way to its border: what it takes and gives.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LadderStep
{
    /// <summary>Of amounts that are not known: nothing reaches the border.</summary>
    public static readonly UInt128 Unreachable = UInt128.MaxValue;

    /// <summary>The price at the border.</summary>
    public UInt256 Target;

    /// <summary>On the way there.</summary>
    public UInt128 Liquidity;

    /// <summary>The least input that gets there, fee included. All of it is taken.</summary>
    public UInt128 Taken;

    /// <summary>What comes out on the way there.</summary>
    public UInt128 Given;

    /// <summary>The tick at its beginning; of a first step, the pool's.</summary>
    public int Tick;

    /// <summary>No swap goes on behind it: there the prices end.</summary>
    public bool IsLast;
}
