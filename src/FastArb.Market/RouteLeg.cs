using System.Runtime.InteropServices;

namespace FastArb.Market;

/// <summary>
/// One swap of a route: a pool and the direction through it, in one number, which is also its place in
/// <see cref="PoolTable.Rates"/>.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RouteLeg(int Code)
{
    public RouteLeg(int pool, bool zeroForOne)
        : this((pool << 1) | (zeroForOne ? 0 : 1)) { }

    public int Pool => Code >> 1;

    /// <summary>Token 0 goes in.</summary>
    public bool ZeroForOne => (Code & 1) == 0;

    public override string ToString() => ZeroForOne ? $"{Pool} 0>1" : $"{Pool} 1>0";
}
