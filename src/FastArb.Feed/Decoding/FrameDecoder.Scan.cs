using System.Runtime.CompilerServices;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the reader's thread, once per message. May not allocate or throw, and says nothing that the walk
// would not: where a byte is not as expected it gives up.
/// <content>
/// The scanner: logs in compact JSON, in the orders in which geth, bor and erigon, or reth and anvil, write
/// their members.
/// </content>
public sealed partial class FrameDecoder
{
    /// <summary>Log or UnwantedLog; Other where the walk must look.</summary>
    private FrameKind Scan(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> rest = message;
        if (
            !ScanText.TrySkip(ref rest, "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\","u8)
            || !ScanText.TrySkip(ref rest, "\"params\":{\"subscription\":\""u8)
            || !ScanText.TrySkipName(ref rest)
            || !ScanText.TrySkip(ref rest, "\",\"result\":{\"address\":\"0x"u8)
            || rest.Length < Hex.AddressDigits
            || !Hex.TryDecodeAddress(rest[..Hex.AddressDigits], out Address address)
        )
        {
            return FrameKind.Other;
        }

        rest = rest[Hex.AddressDigits..];
        if (!ScanText.TrySkip(ref rest, "\",\"topics\":["u8) || !TryScanTopics(ref rest))
        {
            return FrameKind.Other;
        }

        if (MatchLog(in address) != FrameKind.Log)
        {
            return FrameKind.UnwantedLog;
        }

        if (!ScanText.TrySkip(ref rest, ",\"data\":\"0x"u8) || !TryScanData(ref rest, out int dataLength))
        {
            return FrameKind.Other;
        }

        bool isRead = rest.StartsWith("\",\"blockN"u8)
            ? TryScanGeth(ref rest, out ulong transactionIndex)
            : TryScanReth(ref rest, out transactionIndex);
        if (!isRead || !TryScanEnd(rest))
        {
            return FrameKind.Other;
        }

        FillHeaders((uint)transactionIndex, dataLength);
        return FrameKind.Log;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryScanTopics(ref ReadOnlySpan<byte> rest)
    {
        if (ScanText.TrySkip(ref rest, "]"u8))
        {
            _topicCount = 0;
            return true;
        }

        Span<UInt256> words = _slots[0].Words;
        for (int i = 0; i < TopicsMax; i++)
        {
            if (
                rest.Length < 3 + Hex.WordDigits + 2
                || !rest.StartsWith("\"0x"u8)
                || !Hex.TryDecodeWord(rest.Slice(3, Hex.WordDigits), out words[i])
                || rest[3 + Hex.WordDigits] != (byte)'"'
            )
            {
                return false;
            }

            byte next = rest[3 + Hex.WordDigits + 1];
            rest = rest[(3 + Hex.WordDigits + 2)..];
            if (next != (byte)',')
            {
                _topicCount = i + 1;
                return next == (byte)']';
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryScanData(ref ReadOnlySpan<byte> rest, out int byteCount)
    {
        ChainEvent[] slots = _slots;
        int word = _word;
        int slot = 0;
        ReadOnlySpan<byte> left = rest;
        Span<UInt256> words = slots[0].Words;
        while (left.Length > Hex.WordDigits && left[0] != (byte)'"')
        {
            if (word == ChainEventWords.Count)
            {
                word = 0;
                slot++;
                if (slot == slots.Length)
                {
                    // Longer than its slots may be: the walk knows what to do.
                    byteCount = 0;
                    return false;
                }

                words = slots[slot].Words;
            }

            if (!Hex.TryDecodeWord(left[..Hex.WordDigits], out words[word]))
            {
                byteCount = 0;
                return false;
            }

            word++;
            left = left[Hex.WordDigits..];
        }

        _word = word;
        _slot = slot;
        byteCount = (rest.Length - left.Length) / 2;
        rest = left;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryScanGeth(ref ReadOnlySpan<byte> rest, out ulong transactionIndex)
    {
        transactionIndex = 0;
        return ScanText.TrySkip(ref rest, "\",\"blockNumber\":\"0x"u8)
            && TryScanNumber(ref rest)
            && ScanText.TrySkip(ref rest, "\",\"transactionHash\":\"0x"u8)
            && ScanText.TrySkipHash(ref rest)
            && ScanText.TrySkip(ref rest, "\",\"transactionIndex\":\"0x"u8)
            && ScanText.TryReadQuantity(ref rest, out transactionIndex)
            && ScanText.TrySkip(ref rest, "\",\"blockHash\":\"0x"u8)
            && TryScanHash(ref rest)
            && TryScanTimestamp(ref rest)
            && transactionIndex <= uint.MaxValue;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryScanReth(ref ReadOnlySpan<byte> rest, out ulong transactionIndex)
    {
        transactionIndex = 0;
        return ScanText.TrySkip(ref rest, "\",\"blockHash\":\"0x"u8)
            && TryScanHash(ref rest)
            && ScanText.TrySkip(ref rest, "\",\"blockNumber\":\"0x"u8)
            && TryScanNumber(ref rest)
            && TryScanTimestamp(ref rest)
            && ScanText.TrySkip(ref rest, "\",\"transactionHash\":\"0x"u8)
            && ScanText.TrySkipHash(ref rest)
            && ScanText.TrySkip(ref rest, "\",\"transactionIndex\":\"0x"u8)
            && ScanText.TryReadQuantity(ref rest, out transactionIndex)
            && transactionIndex <= uint.MaxValue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryScanHash(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Hex.WordDigits || !Hex.TryDecodeWord(rest[..Hex.WordDigits], out _log.BlockHash))
        {
            return false;
        }

        rest = rest[Hex.WordDigits..];
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryScanNumber(ref ReadOnlySpan<byte> rest)
    {
        bool isNumber = ScanText.TryReadQuantity(ref rest, out ulong number);
        _log.BlockNumber = (long)number;
        return isNumber && _log.BlockNumber >= 0;
    }

    // Newer nodes say it, older ones do not; either way nobody reads it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryScanTimestamp(ref ReadOnlySpan<byte> rest) =>
        !ScanText.TrySkip(ref rest, "\",\"blockTimestamp\":\"0x"u8)
        || ScanText.TryReadQuantity(ref rest, out _);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryScanEnd(ReadOnlySpan<byte> rest)
    {
        if (
            !ScanText.TrySkip(ref rest, "\",\"logIndex\":\"0x"u8)
            || !ScanText.TryReadQuantity(ref rest, out ulong logIndex)
            || logIndex > uint.MaxValue
            || !ScanText.TrySkip(ref rest, "\",\"removed\":"u8)
        )
        {
            return false;
        }

        _log.LogIndex = (uint)logIndex;
        _log.Removed = ScanText.TrySkip(ref rest, "true"u8);
        return (_log.Removed || ScanText.TrySkip(ref rest, "false"u8))
            && ScanText.TrySkip(ref rest, "}"u8)
            && (rest.SequenceEqual("}}"u8) || TryScanTime(rest));
    }

    /// <summary>A simulated chain's time, among the parameters or after them.</summary>
    private bool TryScanTime(ReadOnlySpan<byte> rest)
    {
        bool isOutside = ScanText.TrySkip(ref rest, "}"u8);
        if (
            !ScanText.TrySkip(ref rest, ",\"eventTime\":\"0x"u8)
            || !ScanText.TryReadQuantity(ref rest, out ulong time)
            || time > long.MaxValue
            || !rest.SequenceEqual(isOutside ? "\"}"u8 : "\"}}"u8)
        )
        {
            return false;
        }

        _carriedTime = (long)time;
        return true;
    }
}
