using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Feed;

/// <summary>What the feed needs of a block's header, and what it hands on.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct BlockHead
{
    /// <summary>A <see cref="TransactionCount"/> of a node that does not say it.</summary>
    public const int UnknownCount = -1;

    public long Number;

    public UInt256 Hash;

    public UInt256 ParentHash;

    /// <summary>Seconds since 1970.</summary>
    public long Timestamp;

    /// <summary>Zero on a chain without one.</summary>
    public UInt256 BaseFee;

    public long GasUsed;

    public long GasLimit;

    public int TransactionCount;

    public LogsBloom Bloom;

    /// <summary>Whether the header said a Bloom filter at all.</summary>
    public bool HasBloom;

    /// <summary>
    /// Whether the header said all that its hash is made of, as far as we know. A chain may hash more.
    /// </summary>
    public bool HasComputedHash;

    /// <summary>
    /// The hash of what the header says: <see cref="Hash"/>, on a chain whose headers are Ethereum's.
    /// </summary>
    public UInt256 ComputedHash;
}
