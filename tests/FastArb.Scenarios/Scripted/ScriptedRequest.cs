using System.Text.Json.Nodes;

namespace FastArb.Scenarios.Scripted;

/// <summary>A client's JSON-RPC request.</summary>
internal sealed record ScriptedRequest(JsonNode? Id, string Method, JsonArray Parameters)
{
    public static ScriptedRequest Parse(string message)
    {
        JsonNode request = JsonNode.Parse(message)!;
        return new ScriptedRequest(
            request["id"],
            request["method"]!.GetValue<string>(),
            request["params"] as JsonArray ?? []
        );
    }

    /// <summary>The answer with a result that is JSON text already.</summary>
    public string Answer(string result) => $$"""{"jsonrpc":"2.0","id":{{IdText}},"result":{{result}}}""";

    public string Refuse(int code, string message) =>
        $$"""{"jsonrpc":"2.0","id":{{IdText}},"error":{"code":{{code}},"message":"{{message}}"} }""";

    private string IdText => Id?.ToJsonString() ?? "null";
}
