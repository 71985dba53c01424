using System.Buffers.Binary;

namespace FastArb.Feed.Internals;

/// <summary>
/// A record of the index: block number, sequence, input position (8 bytes each), its place in the file (4),
/// checksum (4).
/// </summary>
internal static class EventIndexRecord
{
    public const int ByteCount = 32;

    private const int ChecksumAt = ByteCount - sizeof(uint);

    public static void Write(Span<byte> bytes, EventIndexEntry entry, int place)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, entry.BlockNumber);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], entry.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], entry.InputPosition);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], place);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Crc32C.Of(bytes[..ChecksumAt]));
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, int place, out EventIndexEntry entry)
    {
        entry = new EventIndexEntry(
            BinaryPrimitives.ReadInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])
        );
        return BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]) == place
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) == Crc32C.Of(bytes[..ChecksumAt]);
    }
}
