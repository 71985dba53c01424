using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Feed.Sequencing;

/// <summary>
/// A recording of <c>tests/recordings</c>, as its messages came, and what its file of truth says of the chain
/// at the end. Everything is read with System.Text.Json, in no way that the feed reads it.
/// </summary>
internal sealed class RecordingTruth
{
    private readonly Dictionary<UInt256, string> _heads = [];
    private readonly Dictionary<UInt256, List<string>> _logs = [];

    public RecordingTruth(string name)
    {
        Messages = [.. Lines("frames" + name)];
        foreach (string message in Messages)
        {
            Know(message);
        }

        long highest = 0;
        foreach (string line in Lines("truth" + name))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement json = document.RootElement;
            if (json.GetProperty("type").GetString() == "reorg")
            {
                AddReorg(json);
                continue;
            }

            TrueBlock block = new(
                json.GetProperty("block").GetInt64(),
                Word(json.GetProperty("hash")),
                Word(json.GetProperty("parent")),
                json.GetProperty("timestamp").GetInt64(),
                json.GetProperty("logs").GetInt32()
            );
            if (block.Number < highest)
            {
                InsideOfNewBranches.Add(block.Hash);
            }

            highest = Math.Max(highest, block.Number);
            Blocks.Add(block);
        }
    }

    /// <summary>Every text message: two answers, then the notifications.</summary>
    public string[] Messages { get; }

    /// <summary>The chain at the end.</summary>
    public List<TrueBlock> Blocks { get; } = [];

    public List<TrueReorg> Reorgs { get; } = [];

    /// <summary>
    /// Blocks whose head a node of geth's family does not send: those below the tip of a new branch.
    /// </summary>
    public HashSet<UInt256> InsideOfNewBranches { get; } = [];

    public IReadOnlyList<string> LogsOf(UInt256 block) => _logs.GetValueOrDefault(block, []);

    /// <summary>What a node answers that knows every block of the recording.</summary>
    public string Answer(ChainCall call)
    {
        string result = call.Kind is ChainCallKind.LogsByHash or ChainCallKind.AllLogsByHash
            ? $"[{string.Join(',', LogsOf(call.BlockHash))}]"
            : _heads.GetValueOrDefault(call.BlockHash, "null");
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"jsonrpc":"2.0","id":{{call.Id}},"result":{{result}}}"""
        );
    }

    public static UInt256 Word(JsonElement json) =>
        UInt256.Parse(json.GetString()![2..], NumberStyles.HexNumber, null);

    /// <summary>The hash of the block that a message announces; null where it announces none.</summary>
    public static UInt256? BlockAnnouncedIn(string message)
    {
        using JsonDocument document = JsonDocument.Parse(message);
        return IsNotification(document, out JsonElement result) && result.TryGetProperty("parentHash", out _)
            ? Word(result.GetProperty("hash"))
            : null;
    }

    private void Know(string message)
    {
        using JsonDocument document = JsonDocument.Parse(message);
        if (!IsNotification(document, out JsonElement result))
        {
            return;
        }

        if (result.TryGetProperty("parentHash", out _))
        {
            _heads[Word(result.GetProperty("hash"))] = result.GetRawText();
        }
        else if (!result.GetProperty("removed").GetBoolean())
        {
            UInt256 block = Word(result.GetProperty("blockHash"));
            _logs[block] = [.. LogsOf(block), result.GetRawText()];
        }
    }

    private void AddReorg(JsonElement json)
    {
        UInt256 ancestor = Word(json.GetProperty("ancestorHash"));
        Reorgs.Add(
            new TrueReorg(
                json.GetProperty("ancestor").GetInt64(),
                ancestor,
                [.. json.GetProperty("dropped").EnumerateArray().Select(Word)]
            )
        );
        int kept = Blocks.FindIndex(block => block.Hash == ancestor) + 1;
        Assert.Equal(json.GetProperty("depth").GetInt32(), Blocks.Count - kept);
        Blocks.RemoveRange(kept, Blocks.Count - kept);
    }

    private static bool IsNotification(JsonDocument document, out JsonElement result)
    {
        result = default;
        return document.RootElement.TryGetProperty("params", out JsonElement parameters)
            && parameters.TryGetProperty("result", out result);
    }

    private static IEnumerable<string> Lines(string name)
    {
        using FileStream packed = File.OpenRead(Repository.PathOf($"tests/recordings/{name}.jsonl.gz"));
        using StreamReader reader = new(new GZipStream(packed, CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    internal sealed record TrueBlock(long Number, UInt256 Hash, UInt256 Parent, long Timestamp, int Logs);

    internal sealed record TrueReorg(long Number, UInt256 Hash, UInt256[] Dropped);
}
