using System.Globalization;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Perf;

/// <summary>The shortest program: <see cref="JsonDocument"/>, names looked up, values as strings.</summary>
internal sealed class DocumentWalk : IFrameWalk
{
    private ChainEvent _event;

    public long Stamp => EventStamp.Of(in _event);

    public ChainEventKind Read(ReadOnlyMemory<byte> frame)
    {
        using JsonDocument document = JsonDocument.Parse(frame);
        JsonElement result = document.RootElement.GetProperty("params").GetProperty("result");
        _event = default;
        if (result.TryGetProperty("parentHash", out JsonElement parent))
        {
            _event.Kind = ChainEventKind.BlockBegin;
            _event.BlockNumber = Quantity(result.GetProperty("number"));
            AddWords(result.GetProperty("hash"));
            AddWords(parent);
            return _event.Kind;
        }

        _event.Kind = ChainEventKind.Log;
        _event.BlockNumber = Quantity(result.GetProperty("blockNumber"));
        _event.TransactionIndex = (uint)Quantity(result.GetProperty("transactionIndex"));
        _event.LogIndex = (uint)Quantity(result.GetProperty("logIndex"));
        AddWords(result.GetProperty("address"));
        foreach (JsonElement topic in result.GetProperty("topics").EnumerateArray().Skip(1))
        {
            AddWords(topic);
            _event.TopicCount++;
        }

        AddWords(result.GetProperty("data"));
        return _event.Kind;
    }

    private static long Quantity(JsonElement element) =>
        long.Parse(
            element.GetString().AsSpan(2),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture
        );

    private void AddWords(JsonElement element)
    {
        byte[] bytes = Convert.FromHexString(element.GetString().AsSpan(2));
        for (int at = 0; at < bytes.Length; at += 32)
        {
            ReadOnlySpan<byte> word = bytes.AsSpan(at, Math.Min(32, bytes.Length - at));
            UInt256.TryReadBigEndian(word, isUnsigned: true, out _event.Words[_event.WordCount]);
            _event.WordCount++;
        }
    }
}
