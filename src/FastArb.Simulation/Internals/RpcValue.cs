using System.Globalization;
using System.Text.Json;
using FastArb.EvmMath;

namespace FastArb.Simulation.Internals;

/// <summary>The hex texts of JSON-RPC. What is none is a <see cref="FormatException"/>.</summary>
internal static class RpcValue
{
    public static UInt256 Word(JsonElement value)
    {
        byte[] bytes = Data(value);
        return bytes.Length == 32
            ? UInt256.ReadBigEndian(bytes)
            : throw new FormatException($"a word has 32 bytes, not {bytes.Length}");
    }

    public static Address Account(JsonElement value)
    {
        byte[] bytes = Data(value);
        return bytes.Length == Address.ByteCount
            ? Address.Read(bytes)
            : throw new FormatException($"an address has 20 bytes, not {bytes.Length}");
    }

    public static ulong Quantity(JsonElement value)
    {
        ReadOnlySpan<char> digits = Digits(value);
        return ulong.TryParse(
            digits,
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out ulong number
        )
            ? number
            : throw new FormatException("no hex number of at most 64 bits");
    }

    public static byte[] Data(JsonElement value) => Convert.FromHexString(Digits(value));

    private static ReadOnlySpan<char> Digits(JsonElement value)
    {
        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? text.AsSpan(2)
            : throw new FormatException("no text that begins with 0x");
    }
}
