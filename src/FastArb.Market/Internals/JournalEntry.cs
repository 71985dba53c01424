using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// What one log changed of a pool, as it was before; or that the pool became live, before which its state is
/// not known. Two cache lines.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = ByteCount)]
internal struct JournalEntry
{
    public const int ByteCount = 128;

    /// <summary>The state before, field by field as <see cref="PoolState"/> has it.</summary>
    public UInt256 SqrtPriceX96;

    public UInt128 Reserve0OrLiquidity;

    public UInt128 Reserve1;

    /// <summary>Of a change of a range: what was added to it.</summary>
    public Int128 LiquidityDelta;

    public int LowerTick;

    public int UpperTick;

    public int Tick;

    public uint FeePips;

    /// <summary>In which block the log was.</summary>
    public long BlockNumber;

    /// <summary>The number of the same pool's entry before this one.</summary>
    public long Previous;

    public uint TransactionIndex;

    public int Pool;

    /// <summary><see cref="PoolChangeKind.None"/>: the pool became live.</summary>
    public PoolChangeKind Kind;
}
