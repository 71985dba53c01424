using System.Globalization;
using FastArb.EvmMath;

namespace FastArb.Tests.Simulation;

/// <summary>JSON-RPC's texts, written in another way than the node writes them.</summary>
internal static class HexText
{
    public static string Of(long number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);

    public static string Of(UInt256 word)
    {
        byte[] bytes = new byte[32];
        word.WriteBigEndian(bytes);
        return "0x" + Convert.ToHexStringLower(bytes);
    }

    public static string Of(Address address)
    {
        byte[] bytes = new byte[Address.ByteCount];
        address.Write(bytes);
        return "0x" + Convert.ToHexStringLower(bytes);
    }
}
