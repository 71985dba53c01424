using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

/// <summary>A topic as 0x and 64 hex digits.</summary>
internal sealed class WordJson : JsonConverter<UInt256>
{
    public override UInt256 Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        UInt256.TryParseHex(reader.GetString(), out UInt256 word)
            ? word
            : throw new JsonException("a topic was expected");

    public override void Write(Utf8JsonWriter writer, UInt256 value, JsonSerializerOptions options) =>
        writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"0x{value:x64}"));
}
