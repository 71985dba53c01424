using System.Globalization;
using System.Text.Json.Nodes;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Tests.Feed.Decoding;

/// <summary>
/// A log's slots the slow and obvious way, from a parsed document: what the decoder is held against.
/// </summary>
internal static class ReferenceDecoder
{
    public static ChainEvent[] Slots(JsonNode log, WatchMatch match)
    {
        string[] topics = [.. log["topics"]!.AsArray().Select(topic => topic!.GetValue<string>())];
        byte[] data = Convert.FromHexString(log["data"]!.GetValue<string>()[2..]);
        bool isAny = match.TopicIndex == ChainEvent.AnyTopic;
        List<UInt256> words = [Word(log["address"]!.GetValue<string>())];
        string[] topicWords = [.. isAny ? topics : topics.Skip(1)];
        words.AddRange(topicWords.Select(Word));
        words.AddRange(
            data.Chunk(32).Select(chunk => UInt256.ReadBigEndian([.. chunk, .. new byte[32 - chunk.Length]]))
        );

        ChainEventWords[] parts =
        [
            .. words.Chunk(ChainEventWords.Count).Take(1 + ChainEvent.PartsMax).Select(Part),
        ];
        bool isCut = words.Count > parts.Length * ChainEventWords.Count;
        ChainEvent[] slots = new ChainEvent[parts.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            bool continues = i + 1 < slots.Length;
            slots[i] = new ChainEvent
            {
                BlockNumber = (long)Quantity(log["blockNumber"]!),
                TransactionIndex = (uint)Quantity(log["transactionIndex"]!),
                LogIndex = (uint)Quantity(log["logIndex"]!),
                DataLength = data.Length,
                Source = match.Source,
                Rule = match.Rule,
                Kind = i == 0 ? ChainEventKind.Log : ChainEventKind.LogPart,
                TopicIndex = match.TopicIndex,
                TopicCount = (byte)topicWords.Length,
                WordCount = (byte)Math.Min(8, words.Count - (8 * i)),
                Part = (byte)i,
                Detail = (byte)(
                    (continues ? LogDetail.Continues : LogDetail.None)
                    | (isCut ? LogDetail.CutShort : LogDetail.None)
                ),
                Words = parts[i],
            };
        }

        return slots;
    }

    public static UInt256 Word(string hex) =>
        UInt256.ReadBigEndian(Convert.FromHexString(hex[2..].PadLeft(64, '0')));

    public static ulong Quantity(JsonNode value) =>
        ulong.Parse(value.GetValue<string>().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static ChainEventWords Part(UInt256[] words)
    {
        ChainEventWords part = default;
        words.CopyTo(part);
        return part;
    }
}
