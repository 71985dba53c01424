using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace FastArb;

/// <summary>Writes a document that other programs read: the schema's name and version first.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // Reasons contain quotes and signs that need no escape outside of HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write<T>(Terminal terminal, string schema, T document)
    {
        JsonObject data = (JsonObject)JsonSerializer.SerializeToNode(document, Options)!;
        data.Insert(0, "schema", schema);
        terminal.Output.WriteLine(data.ToJsonString(Options));
    }
}
