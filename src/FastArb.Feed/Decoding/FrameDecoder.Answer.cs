using System.Buffers.Text;
using System.Text.Json;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>What an envelope says beside a notification's payload.</content>
public sealed partial class FrameDecoder
{
    // 2^63 has 19 decimal digits; an id or a time longer than a few more is none.
    private const int NumberTextMax = 24;

    private void ReadId(ref Utf8JsonReader reader)
    {
        long id = -1;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                _hasId = true;
                break;
            case JsonTokenType.Number:
                _hasId = reader.TryGetInt64(out id);
                break;
            case JsonTokenType.String:
                Span<byte> scratch = stackalloc byte[NumberTextMax];
                ReadOnlySpan<byte> text = ShortText(reader.ValueSpan, reader.ValueIsEscaped, scratch);
                _hasId = Utf8Parser.TryParse(text, out id, out int used) && used == text.Length;
                break;
            default:
                reader.Skip();
                break;
        }

        _answer = _answer with { Id = _hasId ? id : -1 };
    }

    // A time that cannot be read counts as absent: a real node may mean something else by that name.
    private void ReadEventTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            _carriedTime = reader.TryGetInt64(out long time) && time >= 0 ? time : NoTime;
        }
        else if (reader.TokenType == JsonTokenType.String)
        {
            Span<byte> scratch = stackalloc byte[NumberTextMax];
            ReadOnlySpan<byte> text = ShortText(reader.ValueSpan, reader.ValueIsEscaped, scratch);
            _carriedTime = HexText.TryReadTime(text, out long time) ? time : NoTime;
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadResult(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (!_hasError)
        {
            int length = (int)reader.BytesConsumed - start;
            _answer = new RpcAnswer(_answer.Id, HasError: false, 0, start, length);
        }
    }

    // An error beside a result wins, except null, which some nodes send where there is none.
    private void ReadError(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        int start = (int)reader.TokenStartIndex;
        int code = 0;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isCode = IsName(ref reader, "code"u8);
                reader.Read();
                if (isCode && reader.TokenType == JsonTokenType.Number)
                {
                    code = reader.TryGetInt32(out int number) ? number : 0;
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        else
        {
            reader.Skip();
        }

        _hasError = true;
        int length = (int)reader.BytesConsumed - start;
        _answer = new RpcAnswer(_answer.Id, HasError: true, code, start, length);
    }

    private static bool IsName(ref Utf8JsonReader reader, ReadOnlySpan<byte> wanted)
    {
        Span<byte> scratch = stackalloc byte[NumberTextMax];
        return ShortText(reader.ValueSpan, reader.ValueIsEscaped, scratch).SequenceEqual(wanted);
    }

    /// <summary>The text without escapes; nothing where it is longer than the scratch space.</summary>
    private static ReadOnlySpan<byte> ShortText(ReadOnlySpan<byte> text, bool isEscaped, Span<byte> scratch)
    {
        if (!isEscaped)
        {
            return text;
        }

        int length = new EscapedText(text).Read(scratch);
        return length == scratch.Length ? default : scratch[..length];
    }
}
