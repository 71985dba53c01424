using System.Buffers.Text;
using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Perf;

/// <summary>
/// <see cref="Utf8JsonReader"/> by hand, property after property, and hex with what the runtime has.
/// </summary>
internal sealed class ReaderWalk : IFrameWalk
{
    private readonly byte[] _data = new byte[32 * ChainEventWords.Count];
    private ChainEvent _event;
    private bool _isHead;

    public long Stamp => EventStamp.Of(in _event);

    public ChainEventKind Read(ReadOnlyMemory<byte> frame)
    {
        Utf8JsonReader json = new(frame.Span);
        _event = default;
        _isHead = false;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (!json.ValueTextEquals("params"u8))
            {
                json.Skip();
                continue;
            }

            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool isResult = json.ValueTextEquals("result"u8);
                json.Read();
                if (isResult)
                {
                    ReadResult(ref json);
                }
            }
        }

        _event.Kind = _isHead ? ChainEventKind.BlockBegin : ChainEventKind.Log;
        return _event.Kind;
    }

    private void ReadResult(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("address"u8))
            {
                json.Read();
                AddWords(json.ValueSpan[2..]);
            }
            else if (json.ValueTextEquals("topics"u8))
            {
                ReadTopics(ref json);
            }
            else if (json.ValueTextEquals("data"u8))
            {
                json.Read();
                _event.DataLength = (json.ValueSpan.Length - 2) / 2;
                AddWords(json.ValueSpan[2..]);
            }
            else if (json.ValueTextEquals("blockNumber"u8) || json.ValueTextEquals("number"u8))
            {
                _event.BlockNumber = ReadQuantity(ref json);
            }
            else if (json.ValueTextEquals("transactionIndex"u8))
            {
                _event.TransactionIndex = (uint)ReadQuantity(ref json);
            }
            else if (json.ValueTextEquals("logIndex"u8))
            {
                _event.LogIndex = (uint)ReadQuantity(ref json);
            }
            else if (json.ValueTextEquals("hash"u8) || json.ValueTextEquals("parentHash"u8))
            {
                _isHead = true;
                json.Read();
                AddWords(json.ValueSpan[2..]);
            }
            else
            {
                json.Skip();
            }
        }
    }

    // The first topic names the event and becomes no word.
    private void ReadTopics(ref Utf8JsonReader json)
    {
        json.Read();
        bool isFirst = true;
        while (json.Read() && json.TokenType == JsonTokenType.String)
        {
            if (!isFirst)
            {
                AddWords(json.ValueSpan[2..]);
                _event.TopicCount++;
            }

            isFirst = false;
        }
    }

    private static long ReadQuantity(ref Utf8JsonReader json)
    {
        json.Read();
        return Utf8Parser.TryParse(json.ValueSpan[2..], out long value, out _, 'x') ? value : 0;
    }

    private void AddWords(ReadOnlySpan<byte> hex)
    {
        Convert.FromHexString(hex, _data, out _, out int length);
        for (int at = 0; at < length; at += 32)
        {
            ReadOnlySpan<byte> bytes = _data.AsSpan(at, Math.Min(32, length - at));
            UInt256.TryReadBigEndian(bytes, isUnsigned: true, out _event.Words[_event.WordCount]);
            _event.WordCount++;
        }
    }
}
