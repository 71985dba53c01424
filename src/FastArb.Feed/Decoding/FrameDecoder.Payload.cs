using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>
/// The walk over a log or a head. What it is shows in its members, so their values are only noted down until
/// all are known; address and topics alone are looked at as soon as both are there.
/// </content>
public sealed partial class FrameDecoder
{
    private const int TopicsMax = 4;

    // A topic count where there is no list.
    private const int NoTopics = -1;

    private const long LogMembers =
        (1L << (int)Member.Data)
        | (1L << (int)Member.BlockHash)
        | (1L << (int)Member.BlockNumber)
        | (1L << (int)Member.TransactionIndex)
        | (1L << (int)Member.LogIndex);

    private const long MatchMembers = (1L << (int)Member.Address) | (1L << (int)Member.Topics);

    private const long HeadMembers =
        (1L << (int)Member.Number)
        | (1L << (int)Member.Hash)
        | (1L << (int)Member.ParentHash)
        | (1L << (int)Member.Timestamp)
        | (1L << (int)Member.GasUsed)
        | (1L << (int)Member.GasLimit);

    // Which members were there; which of them as a string, an escaped one, null.
    private long _seen;
    private long _texts;
    private long _escaped;
    private long _nulls;

    private JsonTokenType _removed;
    private int _topicCount;
    private int _transactionCount;
    private WatchMatch _match;

    private FrameKind WalkPayload(ReadOnlySpan<byte> message, ref Utf8JsonReader reader)
    {
        _seen = _texts = _escaped = _nulls = 0;
        _transactionCount = BlockHead.UnknownCount;
        _topicCount = NoTopics;
        _removed = JsonTokenType.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.OfPayload(ref reader);
            reader.Read();
            if (member == Member.None)
            {
                reader.Skip();
                continue;
            }

            long bit = 1L << (int)member;
            if ((_seen & bit) != 0)
            {
                return Refuse(FrameFault.DuplicateField);
            }

            _seen |= bit;
            if (reader.TokenType == JsonTokenType.String)
            {
                _values[(int)member] = new ValueAt((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                _texts |= bit;
                _escaped |= reader.ValueIsEscaped ? bit : 0;
            }
            else if (!TryReadOther(member, ref reader))
            {
                return FrameKind.Malformed;
            }

            if ((bit & MatchMembers) != 0 && (_seen & MatchMembers) == MatchMembers)
            {
                FrameKind kind = MatchLog(message);
                if (kind != FrameKind.Log)
                {
                    return kind;
                }
            }
        }

        return FinishPayload(message);
    }

    private FrameKind FinishPayload(ReadOnlySpan<byte> message)
    {
        if ((_seen & MatchMembers) == MatchMembers)
        {
            return FinishLog(message);
        }

        if ((_seen & MatchMembers) != 0)
        {
            return Refuse(FrameFault.MissingField);
        }

        return Seen(Member.ParentHash) ? FinishHead(message) : FrameKind.Other;
    }

    /// <summary>A value that is no string.</summary>
    private bool TryReadOther(Member member, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            _nulls |= 1L << (int)member;
        }

        switch (member)
        {
            case Member.Topics:
                return TryReadTopics(ref reader);
            case Member.Transactions:
                CountTransactions(ref reader);
                return true;
            case Member.Removed:
                _removed = reader.TokenType;
                break;
        }

        reader.Skip();
        return true;
    }

    private static bool IsContainer(JsonTokenType type) =>
        type is JsonTokenType.StartObject or JsonTokenType.StartArray;

    private void CountTransactions(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (IsContainer(reader.TokenType))
            {
                reader.Skip();
            }

            count++;
        }

        _transactionCount = count;
    }

    // Into the first slot's words, from the first on: those from topic 1 on then lie where they belong.
    private bool TryReadTopics(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Refuse(FrameFault.WrongType);
            return false;
        }

        Span<byte> scratch = stackalloc byte[2 + Hex.WordDigits + 1];
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                Refuse(FrameFault.WrongType);
                return false;
            }

            if (count == TopicsMax)
            {
                Refuse(FrameFault.TooLong);
                return false;
            }

            if (
                !HexText.TryStrip(
                    ShortText(reader.ValueSpan, reader.ValueIsEscaped, scratch),
                    out ReadOnlySpan<byte> digits
                ) || !Hex.TryDecodeWord(digits, out _slots[0].Words[count])
            )
            {
                Refuse(FrameFault.BadHex);
                return false;
            }

            count++;
        }

        _topicCount = count;
        return true;
    }

    private bool Seen(Member member) => (_seen & (1L << (int)member)) != 0;

    /// <summary>
    /// A string's digits behind its 0x; nothing where it has none, or more than the scratch space holds.
    /// </summary>
    private ReadOnlySpan<byte> Digits(ReadOnlySpan<byte> message, Member member, Span<byte> scratch)
    {
        ValueAt at = _values[(int)member];
        ReadOnlySpan<byte> text = message.Slice(at.Start, at.Length);
        if ((_escaped & (1L << (int)member)) != 0)
        {
            int length = new EscapedText(text).Read(scratch);
            text = length == scratch.Length ? default : scratch[..length];
        }

        return HexText.TryStrip(text, out ReadOnlySpan<byte> digits) ? digits : default;
    }

    private bool TryReadWord(ReadOnlySpan<byte> message, Member member, out UInt256 word)
    {
        Span<byte> scratch = stackalloc byte[2 + Hex.WordDigits + 1];
        return Hex.TryDecodeWord(Digits(message, member, scratch), out word);
    }

    private bool TryReadNumber(ReadOnlySpan<byte> message, Member member, long most, out long number)
    {
        Span<byte> scratch = stackalloc byte[2 + Hex.WordDigits + 1];
        bool isNumber = HexText.TryReadQuantity(Digits(message, member, scratch), out ulong value);
        number = (long)value;
        return isNumber && value <= (ulong)most;
    }
}
