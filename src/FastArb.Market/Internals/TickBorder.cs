using System.Runtime.InteropServices;

namespace FastArb.Market.Internals;

/// <summary>Where a step of a swap ends.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct TickBorder
{
    public int Tick;

    public bool IsInitialized;

    /// <summary>What crossing it upwards adds; 0 where it is not initialized.</summary>
    public Int128 Net;
}
