using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// What is known of the steps that swaps of a pool take in one direction. They lie between borders, which
/// depend on the ticks alone; only what the first one takes and gives depends on the price.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SwapLadder
{
    /// <summary>Those behind are made anew by each quote that goes so far.</summary>
    public const int StepsMax = 12;

    /// <summary>The <see cref="PoolState.TicksStamp"/> that it holds for; 0 for none.</summary>
    public long Stamp;

    public uint FeePips;

    /// <summary>The ticks, from here to <see cref="ToTick"/>, in which the first step begins.</summary>
    public int FromTick;

    /// <summary>Not included.</summary>
    public int ToTick;

    /// <summary>How many steps are known, the first one included.</summary>
    public int Count;

    /// <summary>Behind the last step that is known.</summary>
    public TickCursor End;

    /// <summary>The liquidity behind the last step that is known.</summary>
    public UInt128 EndLiquidity;

    /// <summary>The price that the first step's amounts are from; 0 for none yet.</summary>
    public UInt256 Price;

    public LadderSteps Steps;

    /// <summary>Whether the steps are those of a swap from this state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Holds(ref readonly PoolState pool) =>
        Stamp == pool.TicksStamp
        && FromTick <= pool.Tick
        && pool.Tick < ToTick
        && FeePips == pool.FeePips
        && Steps[0].Liquidity == pool.Reserve0OrLiquidity;
}
