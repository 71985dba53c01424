using System.Runtime.CompilerServices;
using FastArb.EvmMath;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the reader's thread, once per head; allocates nothing, does not throw.
/// <content>
/// A block's hash made again from what its header says: whoever alters a header has to alter its hash too,
/// and then it is no child of the block before.
/// </content>
public sealed partial class FrameDecoder
{
    private const int NonceDigits = 16;

    // Some chains keep their validators in it: a hundred of them are 4 KiB.
    private const int ExtraDataMax = 16 * 1024;

    private readonly byte[] _headerBytes = new byte[ExtraDataMax + 2048];

    private bool TryComputeHash(ReadOnlySpan<byte> message, out UInt256 hash)
    {
        RlpList header = new(_headerBytes);
        bool isWhole =
            AddBytes(message, ref header, Member.ParentHash, Hex.WordDigits)
            && AddBytes(message, ref header, Member.UnclesHash, Hex.WordDigits)
            && AddBytes(message, ref header, Member.Miner, Hex.AddressDigits)
            && AddBytes(message, ref header, Member.StateRoot, Hex.WordDigits)
            && AddBytes(message, ref header, Member.TransactionsRoot, Hex.WordDigits)
            && AddBytes(message, ref header, Member.ReceiptsRoot, Hex.WordDigits)
            && AddBytes(message, ref header, Member.LogsBloom, BloomDigits)
            && AddNumber(message, ref header, Member.Difficulty)
            && AddNumber(message, ref header, Member.Number)
            && AddNumber(message, ref header, Member.GasLimit)
            && AddNumber(message, ref header, Member.GasUsed)
            && AddNumber(message, ref header, Member.Timestamp)
            && AddExtraData(message, ref header)
            && AddBytes(message, ref header, Member.MixHash, Hex.WordDigits)
            && AddBytes(message, ref header, Member.Nonce, NonceDigits)
            && AddLaterMembers(message, ref header);
        hash = isWhole && header.IsValid ? Keccak256.Hash(header.Finish()) : default;
        return isWhole && header.IsValid;
    }

    // Each upgrade of the chain has put some behind the others; those behind the last that is there do not
    // count, one that is missing before it counts as empty.
    private bool AddLaterMembers(ReadOnlySpan<byte> message, ref RlpList header)
    {
        ReadOnlySpan<Member> later =
        [
            Member.BaseFeePerGas,
            Member.WithdrawalsRoot,
            Member.BlobGasUsed,
            Member.ExcessBlobGas,
            Member.ParentBeaconBlockRoot,
            Member.RequestsHash,
        ];
        int count = later.Length;
        while (count > 0 && !HasText(later[count - 1]))
        {
            count--;
        }

        foreach (Member member in later[..count])
        {
            bool isNumber = member is Member.BaseFeePerGas or Member.BlobGasUsed or Member.ExcessBlobGas;
            if (!HasText(member))
            {
                header.AddString(0);
            }
            else if (
                !(
                    isNumber
                        ? AddNumber(message, ref header, member)
                        : AddBytes(message, ref header, member, Hex.WordDigits)
                )
            )
            {
                return false;
            }
        }

        return true;
    }

    private bool HasText(Member member) => (_texts & (1L << (int)member)) != 0;

    [SkipLocalsInit]
    private bool AddBytes(ReadOnlySpan<byte> message, ref RlpList header, Member member, int digitCount)
    {
        Span<byte> scratch = stackalloc byte[2 + BloomDigits + 1];
        if (!HasText(member))
        {
            return false;
        }

        ReadOnlySpan<byte> digits = Digits(message, member, scratch);
        return digits.Length == digitCount && Hex.TryDecode(digits, header.AddString(digitCount / 2));
    }

    // The one member of any length. Nobody escapes digits; where somebody does, the hash is not known.
    private bool AddExtraData(ReadOnlySpan<byte> message, ref RlpList header)
    {
        const long Bit = 1L << (int)Member.ExtraData;
        if ((_texts & ~_escaped & Bit) == 0)
        {
            return false;
        }

        ValueAt at = _values[(int)Member.ExtraData];
        if (
            !HexText.TryStrip(message.Slice(at.Start, at.Length), out ReadOnlySpan<byte> digits)
            || digits.Length > 2 * ExtraDataMax
        )
        {
            return false;
        }

        if (digits.Length == 2)
        {
            Span<byte> one = stackalloc byte[1];
            bool isByte = Hex.TryDecode(digits, one);
            header.AddByte(one[0]);
            return isByte;
        }

        return (digits.Length & 1) == 0 && Hex.TryDecode(digits, header.AddString(digits.Length / 2));
    }

    private bool AddNumber(ReadOnlySpan<byte> message, ref RlpList header, Member member)
    {
        Span<byte> scratch = stackalloc byte[2 + Hex.WordDigits + 1];
        if (
            !HasText(member) || !HexText.TryReadQuantity(Digits(message, member, scratch), out UInt256 number)
        )
        {
            return false;
        }

        header.AddNumber(in number);
        return true;
    }
}
