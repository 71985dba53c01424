using System.IO.Compression;
using System.Text;
using System.Text.Json;
using FastArb.Tests.House;

namespace FastArb.Scenarios.Scripted;

/// <summary>
/// The chain of a recording: its notifications in order, and the answers of a node that knows their blocks,
/// including those that a reorg dropped.
/// </summary>
internal sealed class ScriptedChain
{
    /// <summary>The recordings are of a fork of Polygon's chain.</summary>
    public const string ChainId = "\"0x89\"";

    private readonly Dictionary<string, string> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _logs = new(StringComparer.Ordinal);

    private readonly string _headsSubscription;
    private readonly string _logsSubscription;

    private ScriptedChain(string[] frames)
    {
        _logsSubscription = Result(frames[0]);
        _headsSubscription = Result(frames[1]);
        Notifications = frames[2..];
        foreach (string notification in Notifications)
        {
            using JsonDocument document = JsonDocument.Parse(notification);
            JsonElement result = document.RootElement.GetProperty("params").GetProperty("result");
            if (result.TryGetProperty("logIndex", out _))
            {
                string hash = result.GetProperty("blockHash").GetString()!;
                _logs[hash] = [.. _logs.GetValueOrDefault(hash, []), result.GetRawText()];
            }
            else
            {
                _heads[result.GetProperty("hash").GetString()!] = result.GetRawText();
            }
        }
    }

    /// <summary>All frames after the two answers, byte for byte.</summary>
    public IReadOnlyList<string> Notifications { get; }

    /// <summary>One of <c>tests/recordings</c>, for example <c>frames-reorg.jsonl.gz</c>.</summary>
    public static ScriptedChain FromRecording(string file)
    {
        using FileStream packed = File.OpenRead(Repository.PathOf("tests/recordings/" + file));
        using GZipStream content = new(packed, CompressionMode.Decompress);
        using StreamReader reader = new(content, Encoding.UTF8);
        return new ScriptedChain(reader.ReadToEnd().TrimEnd('\n').Split('\n'));
    }

    /// <summary>
    /// What an ordinary node answers; subscriptions get the numbers that the recording bears.
    /// </summary>
    public string Answer(ScriptedRequest request) =>
        request.Method switch
        {
            "eth_chainId" => request.Answer(ChainId),
            "eth_subscribe" => request.Answer(
                First(request) == "newHeads" ? _headsSubscription : _logsSubscription
            ),
            "eth_unsubscribe" => request.Answer("true"),
            "eth_getBlockByHash" => request.Answer(_heads.GetValueOrDefault(First(request), "null")),
            "eth_getLogs" => request.Answer(Logs(request)),
            _ => request.Refuse(-32601, "Method not found"),
        };

    private string Logs(ScriptedRequest request)
    {
        string hash = request.Parameters[0]!["blockHash"]!.GetValue<string>();
        return $"[{string.Join(',', _logs.GetValueOrDefault(hash, []))}]";
    }

    private static string First(ScriptedRequest request) => request.Parameters[0]!.GetValue<string>();

    private static string Result(string answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("result").GetRawText();
    }
}
