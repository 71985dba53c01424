using System.Buffers;
using System.Text.Json;
using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

/// <summary>The one place where a request is written: from a method of the allow-list.</summary>
internal static class RpcRequest
{
    /// <summary>A request up to its parameters.</summary>
    public static Utf8JsonWriter Begin(IBufferWriter<byte> output, long id, RpcMethod method)
    {
        Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WriteNumber("id"u8, id);
        json.WriteString("method"u8, method.Name);
        json.WriteStartArray("params"u8);
        return json;
    }

    public static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    public static void WriteWord(Utf8JsonWriter json, UInt256 word)
    {
        Span<byte> text = stackalloc byte[2 + Hex.WordDigits];
        Span<byte> bytes = stackalloc byte[Hex.WordDigits / 2];
        "0x"u8.CopyTo(text);
        word.WriteBigEndian(bytes);
        Hex.Encode(bytes, text[2..]);
        json.WriteStringValue(text);
    }

    public static void WriteQuantity(Utf8JsonWriter json, long number)
    {
        Span<byte> text = stackalloc byte[2 + (2 * sizeof(long))];
        "0x"u8.CopyTo(text);
        bool fits = number.TryFormat(text[2..], out int digits, "x", provider: null);
        json.WriteStringValue(fits ? text[..(2 + digits)] : default);
    }
}
