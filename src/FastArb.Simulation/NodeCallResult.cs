using System.Runtime.InteropServices;

namespace FastArb.Simulation;

/// <summary>What a contract returned, or with what it reverted.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NodeCallResult(ReadOnlyMemory<byte> Data, bool HasReverted = false);
