using System.Runtime.InteropServices;

namespace FastArb.Market;

/// <summary>What an event did to the market, and to which pool; -1 where it is not one.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MarketUpdate(MarketUpdateKind Kind, int Pool = -1);
