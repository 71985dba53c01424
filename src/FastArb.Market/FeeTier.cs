using System.Runtime.InteropServices;

namespace FastArb.Market;

/// <summary>A fee, and how far apart ticks are in pools that take it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FeeTier(uint FeePips, int TickSpacing);
