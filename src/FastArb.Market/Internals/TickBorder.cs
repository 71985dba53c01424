using System.Runtime.InteropServices;

namespace FastArb.Market.Internals;

/// <summary>
/// Where a step of a swap ends, and from which ticks: all of <see cref="From"/> to <see cref="To"/> (not
/// included) have the same border in this direction.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct TickBorder
{
    public int Tick;

    public int From;

    public int To;

    public bool IsInitialized;

    /// <summary>What crossing it upwards adds; 0 where it is not initialized.</summary>
    public Int128 Net;
}
