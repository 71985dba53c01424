using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>A block's head.</content>
public sealed partial class FrameDecoder
{
    private const int BloomDigits = 2 * LogsBloom.ByteCount;

    private FrameKind FinishHead(ReadOnlySpan<byte> message)
    {
        const long Pending = (1L << (int)Member.Hash) | (1L << (int)Member.Number);
        if ((_nulls & Pending) != 0)
        {
            return FrameKind.Other;
        }

        if ((_texts & HeadMembers) != HeadMembers)
        {
            long missing = HeadMembers & (~_seen | _nulls);
            return Refuse(missing != 0 ? FrameFault.MissingField : FrameFault.WrongType);
        }

        if (
            !TryReadWord(message, Member.Hash, out _head.Hash)
            || !TryReadWord(message, Member.ParentHash, out _head.ParentHash)
        )
        {
            return Refuse(FrameFault.BadHex);
        }

        if (
            !TryReadNumber(message, Member.Number, long.MaxValue, out _head.Number)
            || !TryReadNumber(message, Member.Timestamp, long.MaxValue, out _head.Timestamp)
            || !TryReadNumber(message, Member.GasUsed, long.MaxValue, out _head.GasUsed)
            || !TryReadNumber(message, Member.GasLimit, long.MaxValue, out _head.GasLimit)
            || !TryReadBaseFee(message)
        )
        {
            return Refuse(FrameFault.BadNumber);
        }

        _head.TransactionCount = _transactionCount;
        _head.HasBloom = TryReadBloom(message);
        if (!_head.HasBloom)
        {
            _head.Bloom = default;
        }

        _head.HasComputedHash = TryComputeHash(message, out _head.ComputedHash);
        return FrameKind.Head;
    }

    private bool TryReadBaseFee(ReadOnlySpan<byte> message)
    {
        const long Bit = 1L << (int)Member.BaseFeePerGas;
        if ((_texts & Bit) == 0)
        {
            _head.BaseFee = default;
            return (_seen & ~_nulls & Bit) == 0;
        }

        Span<byte> scratch = stackalloc byte[2 + Hex.WordDigits + 1];
        return HexText.TryReadQuantity(Digits(message, Member.BaseFeePerGas, scratch), out _head.BaseFee);
    }

    // A chain whose filter is missing or of another form only loses a proof of completeness.
    private bool TryReadBloom(ReadOnlySpan<byte> message)
    {
        if ((_texts & (1L << (int)Member.LogsBloom)) == 0)
        {
            return false;
        }

        Span<byte> scratch = stackalloc byte[2 + BloomDigits + 1];
        ReadOnlySpan<byte> digits = Digits(message, Member.LogsBloom, scratch);
        return digits.Length == BloomDigits && Hex.TryDecode(digits, _head.Bloom.Bytes);
    }
}
