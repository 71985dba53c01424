using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>
/// The state of a pool but for its ticks: two cache lines. Which fields count, its shape says.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = ByteCount)]
internal struct PoolState
{
    public const int ByteCount = 128;

    /// <summary>Square root of the price of token 0 in token 1, Q64.96.</summary>
    public UInt256 SqrtPriceX96;

    /// <summary>Reserve 0, or the liquidity in range.</summary>
    public UInt128 Reserve0OrLiquidity;

    public UInt128 Reserve1;

    public PoolShape Shape;

    public PoolStatus Status;

    /// <summary>Something of it has changed since its part of the root was computed.</summary>
    public bool IsRootStale;

    /// <summary>Its ticks have.</summary>
    public bool AreTicksStale;

    public int Tick;

    public int TickSpacing;

    /// <summary>Of concentrated pools.</summary>
    public uint FeePips;

    /// <summary>Of constant-product pools.</summary>
    public SwapFee Fee;

    /// <summary>Where the words of its tick bitmap begin, by place.</summary>
    public int WordsAt;

    public int WordCount;

    /// <summary>There is room for two to this many words there.</summary>
    public int WordsClass;

    /// <summary>
    /// Another after every change of anything above: what was computed from the state at one version holds
    /// while the version is the same.
    /// </summary>
    public uint Version;

    /// <summary>
    /// The number of the pool's last entry in the journal, or <see cref="Journal.NoEntry"/>.
    /// </summary>
    public long LastEntry;

    /// <summary>
    /// Another one of the table's whenever its ticks change, so that equal ones are of equal ticks.
    /// </summary>
    public long TicksStamp;
}
