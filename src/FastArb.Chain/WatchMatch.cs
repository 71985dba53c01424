using System.Runtime.InteropServices;

namespace FastArb.Chain;

/// <summary>What wanted a log: fields of the same names in <see cref="ChainEvent"/>.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WatchMatch(ushort Rule, byte TopicIndex, int Source);
