using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace FastArb.Perf;

/// <summary>
/// A head and two logs of the kept recording, written as geth writes them: its fields, in its order. The
/// recording is anvil's, which orders a log's fields otherwise and adds to heads.
/// </summary>
internal sealed class RecordedFrames
{
    public const string SyncTopic = "0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1";
    public const string SwapTopic = "0xc42079f94a6350d7e6235f29174924f928cc2ac818eb64fed8004e115fbcca67";

    private static readonly string[] s_headFields =
    [
        "parentHash",
        "sha3Uncles",
        "miner",
        "stateRoot",
        "transactionsRoot",
        "receiptsRoot",
        "logsBloom",
        "difficulty",
        "number",
        "gasLimit",
        "gasUsed",
        "timestamp",
        "extraData",
        "mixHash",
        "nonce",
        "baseFeePerGas",
        "withdrawalsRoot",
        "blobGasUsed",
        "excessBlobGas",
        "parentBeaconBlockRoot",
        "requestsHash",
        "hash",
    ];

    private static readonly string[] s_logFields =
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

    private RecordedFrames(string head, string sync, string swap)
    {
        Head = head;
        Sync = sync;
        Swap = swap;
    }

    public string Head { get; }

    /// <summary>A Uniswap V2 pair's new reserves: two words of data.</summary>
    public string Sync { get; }

    /// <summary>A Uniswap V3 pool's swap: two indexed addresses and five words of data.</summary>
    public string Swap { get; }

    public static RecordedFrames Read()
    {
        string path = Path.Combine(Machine.Repository, "tests", "recordings", "frames.jsonl.gz");
        using GZipStream unzipped = new(File.OpenRead(path), CompressionMode.Decompress);
        using StreamReader lines = new(unzipped, Encoding.UTF8);
        string? head = null;
        string? sync = null;
        string? swap = null;
        while ((head is null || sync is null || swap is null) && lines.ReadLine() is { } line)
        {
            using JsonDocument frame = JsonDocument.Parse(line);
            if (!frame.RootElement.TryGetProperty("params", out JsonElement parameters))
            {
                continue;
            }

            if (parameters.GetProperty("result").TryGetProperty("logsBloom", out _))
            {
                head ??= AsGeth(parameters, s_headFields);
            }
            else if (line.Contains(SyncTopic, StringComparison.Ordinal))
            {
                sync ??= AsGeth(parameters, s_logFields);
            }
            else if (line.Contains(SwapTopic, StringComparison.Ordinal))
            {
                swap ??= AsGeth(parameters, s_logFields);
            }
        }

        return head is not null && sync is not null && swap is not null
            ? new RecordedFrames(head, sync, swap)
            : throw new InvalidDataException($"{path} lacks a head, a Sync or a V3 Swap");
    }

    private static string AsGeth(JsonElement parameters, string[] fields)
    {
        JsonElement result = parameters.GetProperty("result");
        StringBuilder text = new();
        text.Append("{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":");
        text.Append(parameters.GetProperty("subscription").GetRawText()).Append(",\"result\":{");
        text.AppendJoin(',', fields.Select(field => $"\"{field}\":{result.GetProperty(field).GetRawText()}"));
        return text.Append("}}}").ToString();
    }
}
