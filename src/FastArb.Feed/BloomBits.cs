using System.Runtime.InteropServices;

namespace FastArb.Feed;

/// <summary>The three bits that one address or topic sets in a <see cref="LogsBloom"/>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BloomBits(ushort First, ushort Second, ushort Third);
