using System.Runtime.InteropServices;

namespace FastArb.Feed;

/// <summary>
/// When and where an input came in; fields of the same names in <see cref="Chain.ChainEvent"/>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct InputStamp(long EventTime, long ReceiveTime, long Position);
