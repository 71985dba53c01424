using System.Text.Json;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>A log: whether it is wanted, and into its slots.</content>
public sealed partial class FrameDecoder
{
    // Where the next word of data goes.
    private int _slot;
    private int _word;
    private UInt256 _beyond;

    private Address _unwanted;

    /// <summary>
    /// Adds the address and the topics of the log that no rule wanted to a filter, after
    /// <see cref="FrameKind.UnwantedLog"/>: 300 ns each.
    /// </summary>
    internal void AddUnwantedTo(ref LogsBloom bloom)
    {
        Span<byte> bytes = stackalloc byte[Keccak256.HashByteCount];
        _unwanted.Write(bytes);
        bloom.Add(LogsBloom.BitsOf(bytes[..Address.ByteCount]));
        for (int i = 0; i < _topicCount; i++)
        {
            _slots[0].Words[i].WriteBigEndian(bytes);
            bloom.Add(LogsBloom.BitsOf(bytes));
        }
    }

    /// <summary>
    /// Asks the rules, and puts the address before the topics: over topic 0 where the rule names it.
    /// </summary>
    private FrameKind MatchLog(ReadOnlySpan<byte> message)
    {
        if ((_texts & (1L << (int)Member.Address)) == 0 || _topicCount == NoTopics)
        {
            return Refuse(FrameFault.WrongType);
        }

        Span<byte> scratch = stackalloc byte[2 + Hex.AddressDigits + 1];
        return Hex.TryDecodeAddress(Digits(message, Member.Address, scratch), out Address address)
            ? MatchLog(in address)
            : Refuse(FrameFault.BadHex);
    }

    private FrameKind MatchLog(in Address address)
    {
        Span<UInt256> words = _slots[0].Words;
        if (!_rules.TryMatch(in address, words[.._topicCount], out _match))
        {
            _unwanted = address;
            return FrameKind.UnwantedLog;
        }

        _word = _topicCount;
        if (_match.TopicIndex == ChainEvent.AnyTopic)
        {
            for (int i = _topicCount; i > 0; i--)
            {
                words[i] = words[i - 1];
            }

            _word++;
        }

        words[0] = address.ToWord();
        _slot = 0;
        return FrameKind.Log;
    }

    private FrameKind FinishLog(ReadOnlySpan<byte> message)
    {
        if ((_nulls & (1L << (int)Member.BlockHash)) != 0)
        {
            // Pending: its block is not there yet, so it is no event of the chain.
            return FrameKind.Other;
        }

        if ((_texts & LogMembers) != LogMembers)
        {
            long missing = LogMembers & (~_seen | _nulls);
            return Refuse(missing != 0 ? FrameFault.MissingField : FrameFault.WrongType);
        }

        _log.Removed = Seen(Member.Removed) && _removed == JsonTokenType.True;
        if (Seen(Member.Removed) && !IsSwitch(_removed))
        {
            return Refuse(FrameFault.WrongType);
        }

        if (!TryReadWord(message, Member.BlockHash, out _log.BlockHash))
        {
            return Refuse(FrameFault.BadHex);
        }

        if (
            !TryReadNumber(message, Member.BlockNumber, long.MaxValue, out _log.BlockNumber)
            || !TryReadNumber(message, Member.LogIndex, uint.MaxValue, out long logIndex)
            || !TryReadNumber(message, Member.TransactionIndex, uint.MaxValue, out long transactionIndex)
        )
        {
            return Refuse(FrameFault.BadNumber);
        }

        if (!TryReadData(message, out int dataLength))
        {
            return Refuse(FrameFault.BadHex);
        }

        _log.LogIndex = (uint)logIndex;
        FillHeaders((uint)transactionIndex, dataLength);
        return FrameKind.Log;
    }

    private bool TryReadData(ReadOnlySpan<byte> message, out int byteCount)
    {
        ValueAt at = _values[(int)Member.Data];
        ReadOnlySpan<byte> text = message.Slice(at.Start, at.Length);
        if ((_escaped & (1L << (int)Member.Data)) != 0)
        {
            return TryReadEscapedData(text, out byteCount);
        }

        byteCount = 0;
        if (!HexText.TryStrip(text, out ReadOnlySpan<byte> digits))
        {
            return false;
        }

        byteCount = digits.Length / 2;
        while (digits.Length >= Hex.WordDigits)
        {
            if (!Hex.TryDecodeWord(digits[..Hex.WordDigits], out NextWord()))
            {
                return false;
            }

            digits = digits[Hex.WordDigits..];
        }

        return digits.IsEmpty || HexText.TryReadLast(digits, out NextWord());
    }

    private bool TryReadEscapedData(ReadOnlySpan<byte> text, out int byteCount)
    {
        byteCount = 0;
        EscapedText escaped = new(text);
        Span<byte> digits = stackalloc byte[Hex.WordDigits];
        int length = escaped.Read(digits[..2]);
        if (!digits[..length].SequenceEqual("0x"u8))
        {
            return false;
        }

        do
        {
            length = escaped.Read(digits);
            if (length != 0 && !HexText.TryReadLast(digits[..length], out NextWord()))
            {
                return false;
            }

            byteCount += length / 2;
        } while (length == Hex.WordDigits);

        return true;
    }

    /// <summary>
    /// The next word's place. Beyond the last slot it is one that is thrown away: such data is still checked.
    /// </summary>
    private ref UInt256 NextWord()
    {
        if (_word == ChainEventWords.Count)
        {
            _word = 0;
            _slot++;
        }

        if (_slot >= _slots.Length)
        {
            return ref _beyond;
        }

        return ref _slots[_slot].Words[_word++];
    }

    private void FillHeaders(uint transactionIndex, int dataLength)
    {
        bool isCut = _slot >= _slots.Length;
        int last = isCut ? _slots.Length - 1 : _slot;
        int used = isCut ? ChainEventWords.Count : _word;
        bool isAny = _match.TopicIndex == ChainEvent.AnyTopic;
        LogDetail cut = isCut ? LogDetail.CutShort : LogDetail.None;
        for (int i = 0; i <= last; i++)
        {
            ref ChainEvent slot = ref _slots[i];
            slot.BlockNumber = _log.BlockNumber;
            slot.TransactionIndex = transactionIndex;
            slot.LogIndex = _log.LogIndex;
            slot.DataLength = dataLength;
            slot.Source = _match.Source;
            slot.Rule = _match.Rule;
            slot.Kind = i == 0 ? ChainEventKind.Log : ChainEventKind.LogPart;
            slot.TopicIndex = _match.TopicIndex;
            slot.TopicCount = (byte)(isAny ? _topicCount : _topicCount - 1);
            slot.WordCount = (byte)(i == last ? used : ChainEventWords.Count);
            slot.Part = (byte)i;
            slot.Detail = (byte)(i == last ? cut : cut | LogDetail.Continues);
        }

        // A loop: the call that clears a span costs more than the few words there are.
        Span<UInt256> words = _slots[last].Words;
        for (int i = used; i < words.Length; i++)
        {
            words[i] = default;
        }

        _log.SlotCount = last + 1;
    }

    private static bool IsSwitch(JsonTokenType type) =>
        type is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null;
}
