using System.Globalization;
using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Chain;

/// <summary>A block: its number to order it, its hash to know it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BlockIdentity(long Number, UInt256 Hash)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Number} (0x{Hash:x64})");
}
