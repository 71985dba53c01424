using System.Text;
using System.Text.Json.Nodes;

namespace FastArb.Tests.Feed.Decoding;

/// <summary>A recorded log as other nodes write it.</summary>
internal static class OtherNodes
{
    private static readonly string[] s_geth =
    [
        "address",
        "topics",
        "data",
        "blockNumber",
        "transactionHash",
        "transactionIndex",
        "blockHash",
        "blockTimestamp",
        "logIndex",
        "removed",
    ];

    private static readonly string[] s_nethermind =
    [
        "address",
        "blockHash",
        "blockNumber",
        "data",
        "logIndex",
        "removed",
        "topics",
        "transactionHash",
        "transactionIndex",
    ];

    public static bool IsLog(byte[] frame) => frame.AsSpan().IndexOf("\"topics\":["u8) >= 0;

    public static byte[] Geth(byte[] frame, bool withTimestamp) =>
        InOrder(frame, s_geth.Where(name => withTimestamp || name != "blockTimestamp"));

    public static byte[] Nethermind(byte[] frame) => InOrder(frame, s_nethermind);

    /// <summary>A simulated chain's extra member, among the parameters or after them.</summary>
    public static byte[] WithTime(byte[] frame, string time, bool inside)
    {
        string text = Encoding.UTF8.GetString(frame);
        string end = inside ? $",\"eventTime\":{time}}}}}" : $"}},\"eventTime\":{time}}}";
        return Encoding.UTF8.GetBytes(text[..^2] + end);
    }

    private static byte[] InOrder(byte[] frame, IEnumerable<string> names)
    {
        JsonNode message = JsonNode.Parse(frame)!;
        JsonObject log = message["params"]!["result"]!.AsObject();
        message["params"]!["result"] = new JsonObject(
            names.Select(name => KeyValuePair.Create(name, log[name]?.DeepClone()))
        );
        return Encoding.UTF8.GetBytes(message.ToJsonString());
    }
}
