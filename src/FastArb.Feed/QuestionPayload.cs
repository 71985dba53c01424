using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Feed;

/// <summary>
/// The payload of <see cref="InputKind.Asked"/>: tag and block number (8 bytes each, little-endian), the
/// block's hash (32), the contract (20), how many accounts have other code (1), these (20 each), the length
/// of that code (4), the code, then what the contract is called with.
/// </summary>
public static class QuestionPayload
{
    private const int HashAt = 2 * sizeof(long);
    private const int ToAt = HashAt + UInt256.ByteCount;
    private const int AccountsAt = ToAt + Address.ByteCount;
    private const int LeastBytes = AccountsAt + sizeof(byte) + sizeof(int);

    public static byte[] Of(ContractQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        int codeAt = LeastBytes + (question.CodeInPlaceOf.Length * Address.ByteCount);
        byte[] payload = new byte[codeAt + question.Code.Length + question.Data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(payload, question.Tag);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(sizeof(ulong)), question.Block.Number);
        question.Block.Hash.WriteBigEndian(payload.AsSpan(HashAt, UInt256.ByteCount));
        question.To.Write(payload.AsSpan(ToAt, Address.ByteCount));
        payload[AccountsAt] = checked((byte)question.CodeInPlaceOf.Length);
        Span<byte> rest = payload.AsSpan(AccountsAt + 1);
        foreach (Address account in question.CodeInPlaceOf)
        {
            account.Write(rest);
            rest = rest[Address.ByteCount..];
        }

        BinaryPrimitives.WriteInt32LittleEndian(rest, question.Code.Length);
        question.Code.CopyTo(payload, codeAt);
        question.Data.CopyTo(payload, codeAt + question.Code.Length);
        return payload;
    }

    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out ContractQuestion? question)
    {
        question = null;
        if (payload.Length < LeastBytes)
        {
            return false;
        }

        int accounts = payload[AccountsAt];
        int codeAt = LeastBytes + (accounts * Address.ByteCount);
        int code =
            payload.Length < codeAt
                ? -1
                : BinaryPrimitives.ReadInt32LittleEndian(payload[(codeAt - sizeof(int))..]);
        if (code < 0 || code > payload.Length - codeAt)
        {
            return false;
        }

        Address[] inPlaceOf = new Address[accounts];
        for (int i = 0; i < accounts; i++)
        {
            inPlaceOf[i] = Address.Read(payload[(AccountsAt + 1 + (i * Address.ByteCount))..]);
        }

        question = new ContractQuestion(
            BinaryPrimitives.ReadUInt64LittleEndian(payload),
            new BlockIdentity(
                BinaryPrimitives.ReadInt64LittleEndian(payload[sizeof(ulong)..]),
                UInt256.ReadBigEndian(payload[HashAt..ToAt])
            ),
            Address.Read(payload[ToAt..AccountsAt]),
            [.. payload[(codeAt + code)..]]
        )
        {
            CodeInPlaceOf = [.. inPlaceOf],
            Code = [.. payload.Slice(codeAt, code)],
        };
        return true;
    }
}
