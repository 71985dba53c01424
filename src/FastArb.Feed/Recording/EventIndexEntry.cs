using System.Runtime.InteropServices;

namespace FastArb.Feed;

/// <summary>Where a block begins: in the events, and in the input that told of it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EventIndexEntry(long BlockNumber, long Sequence, long InputPosition);
