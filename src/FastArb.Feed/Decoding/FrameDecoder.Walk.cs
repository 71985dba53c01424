using System.Text.Json;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>
/// The walk over a message's envelope: any legal JSON, any order, whatever else it says is skipped.
/// </content>
public sealed partial class FrameDecoder
{
    private const int DepthMax = 64;

    // What the envelope's members have said so far.
    private long _envelopeSeen;
    private bool _isSubscription;
    private bool _hasId;
    private bool _hasError;
    private FrameKind _payload;

    /// <summary>Decodes a message by the walk alone.</summary>
    public FrameKind DecodeByWalk(ReadOnlySpan<byte> message)
    {
        Reset();
        Utf8JsonReader reader = new(message);
        try
        {
            return WalkMessage(message, ref reader);
        }
        catch (JsonException)
        {
            return RefuseJson(reader.TokenType, reader.CurrentDepth);
        }
    }

    /// <summary>
    /// Decodes the result of <c>eth_getBlockByHash</c>: <see cref="FrameKind.Head"/>, or
    /// <see cref="FrameKind.Other"/> where the node does not know the block.
    /// </summary>
    public FrameKind DecodeHeader(ReadOnlySpan<byte> result)
    {
        Reset();
        Utf8JsonReader reader = new(result);
        try
        {
            reader.Read();
            FrameKind kind = reader.TokenType switch
            {
                JsonTokenType.Null => FrameKind.Other,
                JsonTokenType.StartObject => WalkPayload(result, ref reader),
                _ => Refuse(FrameFault.WrongType),
            };
            if (kind is FrameKind.Log or FrameKind.UnwantedLog or FrameKind.Malformed)
            {
                return kind == FrameKind.Malformed ? kind : Refuse(FrameFault.WrongType);
            }

            if (kind == FrameKind.Other && reader.TokenType != JsonTokenType.Null)
            {
                return Refuse(FrameFault.MissingField);
            }

            // Only whitespace may follow; anything else throws.
            reader.Read();
            return kind;
        }
        catch (JsonException)
        {
            return RefuseJson(reader.TokenType, reader.CurrentDepth);
        }
    }

    /// <summary>Reads the result of <c>eth_getLogs</c>, one log after the other.</summary>
    public LogsAnswer ReadLogs(ReadOnlySpan<byte> result)
    {
        Reset();
        return new LogsAnswer(this, result);
    }

    /// <summary>Reads a <see cref="FrameKind.Batch"/>, one message after the other.</summary>
    public BatchMessages ReadBatch(ReadOnlySpan<byte> message)
    {
        Reset();
        return new BatchMessages(this, message);
    }

    /// <summary>
    /// One message of a batch. The reader stands on its first token, and on its last one afterwards, whatever
    /// is wrong with what lies between.
    /// </summary>
    internal FrameKind WalkBatched(ReadOnlySpan<byte> message, ref Utf8JsonReader reader)
    {
        Reset();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return Refuse(FrameFault.NotAnObject);
        }

        int depth = reader.CurrentDepth;
        FrameKind kind = WalkEnvelope(message, ref reader);
        while (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != depth)
        {
            reader.Read();
        }

        return kind;
    }

    // Where the reader stopped at the last level that it allows, the next one was too deep, or it was
    // cut there.
    internal FrameKind RefuseJson(JsonTokenType last, int depth)
    {
        bool isInside = last is JsonTokenType.StartObject or JsonTokenType.StartArray;
        return Refuse(depth + (isInside ? 1 : 0) >= DepthMax ? FrameFault.TooDeep : FrameFault.NotJson);
    }

    /// <summary>
    /// The reader stands on the object's opening bracket, and on its closing one afterwards.
    /// </summary>
    internal FrameKind WalkLog(ReadOnlySpan<byte> result, ref Utf8JsonReader reader)
    {
        Reset();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Refuse(FrameFault.WrongType);
        }

        int depth = reader.CurrentDepth;
        FrameKind kind = WalkPayload(result, ref reader);
        if (kind == FrameKind.UnwantedLog)
        {
            while (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != depth)
            {
                reader.Read();
            }
        }

        return kind == FrameKind.Head ? Refuse(FrameFault.WrongType) : kind;
    }

    private FrameKind WalkMessage(ReadOnlySpan<byte> message, ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            return FrameKind.Batch;
        }

        FrameKind kind = WalkEnvelope(message, ref reader);
        if (kind is not FrameKind.UnwantedLog and not FrameKind.Malformed)
        {
            // Only whitespace may follow; anything else throws.
            reader.Read();
        }

        return kind;
    }

    private FrameKind WalkEnvelope(ReadOnlySpan<byte> message, ref Utf8JsonReader reader)
    {
        _envelopeSeen = 0;
        _isSubscription = false;
        _hasId = false;
        _hasError = false;
        _payload = FrameKind.Other;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Refuse(FrameFault.NotAnObject);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.OfEnvelope(ref reader);
            reader.Read();
            if (member == Member.None)
            {
                reader.Skip();
            }
            else if (!TryMark(member))
            {
                return Refuse(FrameFault.DuplicateField);
            }
            else if (member == Member.Params)
            {
                FrameKind kind = WalkParams(message, ref reader);
                if (kind != FrameKind.Other)
                {
                    return kind;
                }
            }
            else
            {
                WalkMember(member, ref reader);
            }
        }

        if (_isSubscription && Has(Member.Params))
        {
            return _payload;
        }

        bool isAnswer = _hasId && (Has(Member.Result) || _hasError);
        return isAnswer ? FrameKind.Answer : FrameKind.Other;
    }

    private void WalkMember(Member member, ref Utf8JsonReader reader)
    {
        switch (member)
        {
            case Member.Method:
                _isSubscription = IsText(ref reader, "eth_subscription"u8);
                break;
            case Member.Id:
                ReadId(ref reader);
                break;
            case Member.EventTime:
                ReadEventTime(ref reader);
                break;
            case Member.Result:
                ReadResult(ref reader);
                break;
            case Member.Error:
                ReadError(ref reader);
                break;
        }
    }

    /// <summary>Other means go on; anything else ends the message here.</summary>
    private FrameKind WalkParams(ReadOnlySpan<byte> message, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject || (Has(Member.Method) && !_isSubscription))
        {
            reader.Skip();
            return FrameKind.Other;
        }

        bool hasResult = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.OfEnvelope(ref reader);
            reader.Read();
            if (member == Member.EventTime)
            {
                if (!TryMark(member))
                {
                    return Refuse(FrameFault.DuplicateField);
                }

                ReadEventTime(ref reader);
            }
            else if (member != Member.Result)
            {
                reader.Skip();
            }
            else if (hasResult)
            {
                return Refuse(FrameFault.DuplicateField);
            }
            else
            {
                hasResult = true;
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    _payload = WalkPayload(message, ref reader);
                    if (_payload is FrameKind.UnwantedLog or FrameKind.Malformed)
                    {
                        return _payload;
                    }
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return FrameKind.Other;
    }

    private bool TryMark(Member member)
    {
        long bit = 1L << (int)member;
        bool isNew = (_envelopeSeen & bit) == 0;
        _envelopeSeen |= bit;
        return isNew;
    }

    private bool Has(Member member) => (_envelopeSeen & (1L << (int)member)) != 0;

    private static bool IsText(ref Utf8JsonReader reader, ReadOnlySpan<byte> wanted)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return false;
        }

        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.SequenceEqual(wanted);
        }

        Span<byte> text = stackalloc byte[32];
        return text[..new EscapedText(reader.ValueSpan).Read(text)].SequenceEqual(wanted);
    }
}
