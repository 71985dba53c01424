using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Benchmarks;

/// <summary>Recorded frames of the logs that matter most, and the rules that want them.</summary>
internal static class FrameSamples
{
    public const int Count = 64;

    private const string Sync = "0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1";
    private const string SwapV2 = "0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822";
    private const string SwapV3 = "0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67";
    private const string Transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    private static readonly string[] s_lines = Read();

    public static WatchRules Rules { get; } =
        new([
            new WatchRule("pools")
            {
                Addresses = [.. Pools()],
                Topic0 = [Word(Sync), Word(SwapV2), Word(SwapV3)],
            },
        ]);

    /// <summary>The samples that a benchmark's parameter names.</summary>
    public static byte[][] Of(string name) =>
        name switch
        {
            "Sync" => Logs(Sync),
            "SyncGeth" => [.. Logs(Sync).Select(Geth)],
            "SwapV3" => Logs(SwapV3),
            "Unwanted" => Logs(Transfer),
            "Head" => Take(line => line.Contains("\"parentHash\"", StringComparison.Ordinal)),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such sample"),
        };

    private static byte[][] Logs(string topic0) =>
        Take(line => line.Contains($"\"topics\":[\"{topic0}", StringComparison.Ordinal));

    private static byte[][] Take(Func<string, bool> wanted) =>
        [.. s_lines.Where(wanted).Take(Count).Select(Encoding.UTF8.GetBytes)];

    private static IEnumerable<Address> Pools() =>
        Logs(Sync)
            .Concat(Logs(SwapV3))
            .Select(log => Address.Parse((string)JsonNode.Parse(log)!["params"]!["result"]!["address"]!))
            .Distinct();

    private static UInt256 Word(string hex) => UInt256.ReadBigEndian(Convert.FromHexString(hex.AsSpan(2)));

    // The same members in geth's order, without the timestamp that older versions do not say.
    private static byte[] Geth(byte[] frame)
    {
        string[] names =
        [
            "address",
            "topics",
            "data",
            "blockNumber",
            "transactionHash",
            "transactionIndex",
            "blockHash",
            "logIndex",
            "removed",
        ];
        JsonNode message = JsonNode.Parse(frame)!;
        JsonObject log = message["params"]!["result"]!.AsObject();
        message["params"]!["result"] = new JsonObject(
            names.Select(name => KeyValuePair.Create(name, log[name]?.DeepClone()))
        );
        return Encoding.UTF8.GetBytes(message.ToJsonString());
    }

    private static string[] Read()
    {
        string path = Path.Combine(KeptResults.Repository, "tests", "recordings", "frames.jsonl.gz");
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
