using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using FastArb.Tests.House;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// A recording of a node's notifications and what is true of it, read with System.Text.Json: slowly, and in
/// another way than the feed does.
/// </summary>
internal sealed class RecordedFrames
{
    private RecordedFrames(string name)
    {
        foreach (string line in Lines($"frames{name}"))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("params", out JsonElement parameters))
            {
                OrderInput input = Read(parameters.GetProperty("result"));
                Inputs.Add(input);
                Chain.Know(input);
            }
        }

        foreach (string line in Lines($"truth{name}"))
        {
            using var json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            if (root.GetProperty("type").GetString() == "reorg")
            {
                UInt256 ancestor = Word(root.GetProperty("ancestorHash"));
                Ancestors.Add(ancestor);
                int kept = Truth.FindIndex(block => block.Hash == ancestor) + 1;
                Truth.RemoveRange(kept, Truth.Count - kept);
            }
            else
            {
                Truth.Add((Word(root.GetProperty("hash")), root.GetProperty("logs").GetInt32()));
            }
        }
    }

    public static RecordedFrames Plain => s_plain.Value;

    /// <summary>Five reorgs as anvil sends them: new heads, and no word of the old ones.</summary>
    public static RecordedFrames Anvil => s_anvil.Value;

    /// <summary>The same, and the old branch's logs taken back first.</summary>
    public static RecordedFrames Geth => s_geth.Value;

    private static readonly Lazy<RecordedFrames> s_plain = new(() => new RecordedFrames(""));
    private static readonly Lazy<RecordedFrames> s_anvil = new(() => new RecordedFrames("-reorg"));
    private static readonly Lazy<RecordedFrames> s_geth = new(() => new RecordedFrames("-reorg-geth"));

    /// <summary>The notifications as they came.</summary>
    public List<OrderInput> Inputs { get; } = [];

    public ScriptedChain Chain { get; } = new();

    /// <summary>The chain at the end: hashes, and how many logs each block has.</summary>
    public List<(UInt256 Hash, int Logs)> Truth { get; } = [];

    /// <summary>Where each reorg went back to.</summary>
    public List<UInt256> Ancestors { get; } = [];

    private static IEnumerable<string> Lines(string name)
    {
        string path = Path.Combine(Repository.Root, "tests", "recordings", name + ".jsonl.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static OrderInput Read(JsonElement json)
    {
        if (json.TryGetProperty("parentHash", out _))
        {
            BlockHead head = new()
            {
                Number = Number(json.GetProperty("number")),
                Hash = Word(json.GetProperty("hash")),
                ParentHash = Word(json.GetProperty("parentHash")),
                Timestamp = Number(json.GetProperty("timestamp")),
                BaseFee = Word(json.GetProperty("baseFeePerGas")),
                GasUsed = Number(json.GetProperty("gasUsed")),
                GasLimit = Number(json.GetProperty("gasLimit")),
                TransactionCount = json.GetProperty("transactions").GetArrayLength(),
                HasBloom = true,
            };
            Bytes(json.GetProperty("logsBloom")).CopyTo(head.Bloom.Bytes);
            return new OrderInput { IsHead = true, Head = head };
        }

        byte[] data = Bytes(json.GetProperty("data"));
        List<UInt256> words = [Word(json.GetProperty("address"))];
        JsonElement topics = json.GetProperty("topics");
        words.AddRange(topics.EnumerateArray().Select(Word));
        for (int at = 0; at < data.Length; at += 32)
        {
            byte[] word = new byte[32];
            data.AsSpan(at, Math.Min(32, data.Length - at)).CopyTo(word);
            words.Add(UInt256.ReadBigEndian(word));
        }

        ChainEvent slot = new()
        {
            Kind = ChainEventKind.Log,
            BlockNumber = Number(json.GetProperty("blockNumber")),
            LogIndex = (uint)Number(json.GetProperty("logIndex")),
            TransactionIndex = (uint)Number(json.GetProperty("transactionIndex")),
            DataLength = data.Length,
            Source = ChainEvent.AnySource,
            TopicIndex = ChainEvent.AnyTopic,
            TopicCount = (byte)topics.GetArrayLength(),
        };
        return new OrderInput
        {
            Slots = Slots(slot, words),
            Log = new LogEnvelope
            {
                BlockHash = Word(json.GetProperty("blockHash")),
                BlockNumber = slot.BlockNumber,
                LogIndex = slot.LogIndex,
                Removed = json.GetProperty("removed").GetBoolean(),
                SlotCount = (words.Count + 7) / 8,
            },
        };
    }

    /// <summary>A log's slots: its header and its words, eight in each.</summary>
    public static ChainEvent[] Slots(ChainEvent first, List<UInt256> words)
    {
        var slots = new ChainEvent[Math.Min((words.Count + 7) / 8, 1 + ChainEvent.PartsMax)];
        for (int part = 0; part < slots.Length; part++)
        {
            slots[part] = first;
            slots[part].Kind = part == 0 ? ChainEventKind.Log : ChainEventKind.LogPart;
            slots[part].Part = (byte)part;
            slots[part].Detail = (byte)(part + 1 < slots.Length ? LogDetail.Continues : LogDetail.None);
            ImmutableArray<UInt256> mine = [.. words.Skip(part * 8).Take(8)];
            slots[part].WordCount = (byte)mine.Length;
            for (int i = 0; i < mine.Length; i++)
            {
                slots[part].Words[i] = mine[i];
            }
        }

        return slots;
    }

    private static string Digits(JsonElement json) => json.GetString()![2..];

    private static byte[] Bytes(JsonElement json) => Convert.FromHexString(Digits(json));

    private static UInt256 Word(JsonElement json)
    {
        byte[] bytes = new byte[32];
        byte[] value = Convert.FromHexString(Digits(json).PadLeft(64, '0'));
        value.CopyTo(bytes, 0);
        return UInt256.ReadBigEndian(bytes);
    }

    private static long Number(JsonElement json) =>
        long.Parse(Digits(json), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
