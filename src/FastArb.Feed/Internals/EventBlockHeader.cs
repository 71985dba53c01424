using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FastArb.Chain;

namespace FastArb.Feed.Internals;

/// <summary>
/// Stands before each block of slots: how many they are, their own hash, and the running hash up to
/// their end.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventBlockHeader(int Count, long Sequence, UInt128 Hash, UInt128 RunningHash)
{
    public const int ByteCount = 64;

    /// <summary>The most slots of a block: what is lost where a block is torn or damaged.</summary>
    public const int SlotsMax = 256;

    public const int BlockBytesMax = ByteCount + (SlotsMax * ChainEvent.ByteCount);

    private const uint Magic = 0x42455641;

    private const int ChecksumAt = ByteCount - sizeof(uint);

    public static ReadOnlySpan<byte> SegmentMagic => "FAEVENT\n"u8;

    public int SlotBytes => Count * ChainEvent.ByteCount;

    public void Write(Span<byte> bytes)
    {
        bytes = bytes[..ByteCount];
        bytes.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Sequence);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[16..], Hash);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[32..], RunningHash);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Crc32C.Of(bytes[..ChecksumAt]));
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out EventBlockHeader header)
    {
        header = default;
        if (
            bytes.Length < ByteCount
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32C.Of(bytes[..ChecksumAt])
        )
        {
            return false;
        }

        header = new EventBlockHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt128LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt128LittleEndian(bytes[32..])
        );
        return header.Count is > 0 and <= SlotsMax;
    }

    /// <summary>Whether a whole block begins anywhere in these bytes of a segment.</summary>
    public static bool IsSoundAnywhere(ReadOnlySpan<byte> bytes)
    {
        RunningHash hash = new();
        for (int at = 0; at + ByteCount <= bytes.Length; at += ByteCount)
        {
            ReadOnlySpan<byte> rest = bytes[at..];
            if (TryRead(rest, out EventBlockHeader header) && rest.Length - ByteCount >= header.SlotBytes)
            {
                hash.Reset();
                hash.Append(rest.Slice(ByteCount, header.SlotBytes));
                if (hash.Value == header.Hash)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
