using System.Text.Json.Nodes;

namespace FastArb.Scenarios.Scripted;

/// <summary>A client's JSON-RPC request.</summary>
internal sealed record ScriptedRequest(JsonNode? Id, string Method, JsonArray Parameters)
{
    /// <summary>One, or those of a batch.</summary>
    public static IEnumerable<ScriptedRequest> ParseAll(string message)
    {
        JsonNode said = JsonNode.Parse(message)!;
        return said is JsonArray batch ? batch.Select(request => Of(request!)) : [Of(said)];
    }

    private static ScriptedRequest Of(JsonNode request) =>
        new(request["id"], request["method"]!.GetValue<string>(), request["params"] as JsonArray ?? []);

    /// <summary>The answer with a result that is JSON text already.</summary>
    public string Answer(string result) => $$"""{"jsonrpc":"2.0","id":{{IdText}},"result":{{result}}}""";

    public string Refuse(int code, string message) =>
        $$"""{"jsonrpc":"2.0","id":{{IdText}},"error":{"code":{{code}},"message":"{{message}}"} }""";

    private string IdText => Id?.ToJsonString() ?? "null";
}
