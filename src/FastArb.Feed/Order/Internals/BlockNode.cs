using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

/// <summary>A block of the tree and the list of its logs, which are in the tree's slots.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct BlockNode
{
    public const int None = -1;

    public UInt256 Hash;
    public UInt256 ParentHash;
    public long Number;
    public BlockFlags Flags;

    /// <summary>The first and the last slot of its logs, which are in order of their index.</summary>
    public int First;
    public int Last;

    /// <summary>A slot at or before the next one that is likely to be looked for.</summary>
    public int Cursor;

    public int LogCount;

    /// <summary>One more than the highest log index that came: what is not below it is new.</summary>
    public long IndexNext;

    /// <summary>When and where its header came.</summary>
    public long HeadEventTime;
    public long HeadReceiveTime;
    public long HeadPosition;

    /// <summary>The block above it on the way to the target, in the walk of that number.</summary>
    public int PathChild;
    public long Walk;

    public readonly bool Has(BlockFlags flags) => (Flags & flags) != BlockFlags.None;
}
