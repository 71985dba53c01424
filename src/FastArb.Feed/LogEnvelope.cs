using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Feed;

/// <summary>
/// What a log's message says beside what goes into its slots.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct LogEnvelope
{
    public UInt256 BlockHash;

    public long BlockNumber;

    public uint LogIndex;

    /// <summary>The node takes the log back: its block has left the node's chain.</summary>
    public bool Removed;

    /// <summary>How many slots the log takes.</summary>
    public int SlotCount;
}
