using System.Runtime.InteropServices;

namespace FastArb.Market.Internals;

/// <summary>A pool seen from one of its tokens: what it may say about that token's price.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PriceSide(int Pool, int OtherToken, bool IsToken0);
