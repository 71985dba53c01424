using System.Text.Json;
using System.Text.Json.Serialization;
using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

/// <summary>An address as its text.</summary>
internal sealed class AddressJson : JsonConverter<Address>
{
    public override Address Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        Address.TryParse(reader.GetString(), null, out Address address)
            ? address
            : throw new JsonException("an address was expected");

    public override void Write(Utf8JsonWriter writer, Address value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
