using System.Runtime.InteropServices;

namespace FastArb.Market.Internals;

/// <summary>What an initialized tick holds.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TickLiquidity
{
    public UInt128 Gross;

    public Int128 Net;
}
