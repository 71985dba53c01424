using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Feed;

/// <summary>
/// The payload of <see cref="InputKind.Asked"/>: tag and block number (8 bytes each, little-endian), the
/// block's hash (32), the contract (20), then what it is called with.
/// </summary>
public static class QuestionPayload
{
    private const int HashAt = 2 * sizeof(long);
    private const int ToAt = HashAt + UInt256.ByteCount;
    private const int DataAt = ToAt + Address.ByteCount;

    public static byte[] Of(ContractQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        byte[] payload = new byte[DataAt + question.Data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(payload, question.Tag);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(sizeof(ulong)), question.Block.Number);
        question.Block.Hash.WriteBigEndian(payload.AsSpan(HashAt, UInt256.ByteCount));
        question.To.Write(payload.AsSpan(ToAt, Address.ByteCount));
        question.Data.CopyTo(payload, DataAt);
        return payload;
    }

    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out ContractQuestion? question)
    {
        question = null;
        if (payload.Length < DataAt)
        {
            return false;
        }

        question = new ContractQuestion(
            BinaryPrimitives.ReadUInt64LittleEndian(payload),
            new BlockIdentity(
                BinaryPrimitives.ReadInt64LittleEndian(payload[sizeof(ulong)..]),
                UInt256.ReadBigEndian(payload[HashAt..ToAt])
            ),
            Address.Read(payload[ToAt..DataAt]),
            [.. payload[DataAt..]]
        );
        return true;
    }
}
