using System.Runtime.InteropServices;

namespace FastArb.Market;

/// <summary>
/// What one leg of a route uses up, token transfers included, as measured on a real node with plain tokens
/// and pools that a transaction has not touched before; the transaction's own 21,000 and its data are not in
/// it.
/// </summary>
/// <param name="Swap">A leg that crosses no tick.</param>
/// <param name="TickCrossed">
/// Each initialized tick more: 27,000 where others have crossed it before, up to 50,000 at its first time.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GasUnits(int Swap, int TickCrossed)
{
    public long Of(int ticksCrossed) => Swap + ((long)TickCrossed * ticksCrossed);
}
