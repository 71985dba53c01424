using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FastArb.Feed.Internals;

/// <summary>The first 64 bytes of a segment, of the input and of the events alike.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SegmentHeader(int Number, long Start, TimeAnchor Anchor, ulong ChainId)
{
    public const int ByteCount = 64;

    public const uint Version = 1;

    private const int ChecksumAt = ByteCount - sizeof(uint);

    public void Write(Span<byte> bytes, ReadOnlySpan<byte> magic)
    {
        bytes = bytes[..ByteCount];
        bytes.Clear();
        magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Start);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Anchor.ReceiveTime);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Anchor.Utc);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], ChainId);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], Crc32C.Of(bytes[..ChecksumAt]));
    }

    /// <summary>
    /// Reads it, or says what is wrong with it; one that is not whole may be what a crash left behind.
    /// </summary>
    public static string? Read(
        ReadOnlySpan<byte> bytes,
        ReadOnlySpan<byte> magic,
        out SegmentHeader header,
        out bool isWhole
    )
    {
        header = default;
        isWhole =
            bytes.Length >= ByteCount
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) == Crc32C.Of(bytes[..ChecksumAt]);
        if (!isWhole)
        {
            return bytes.Length < ByteCount
                ? "its header is cut short"
                : "its header's checksum is wrong, or it is no such file";
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (!bytes.StartsWith(magic) || version != Version)
        {
            return $"it is of another kind or version ({version}); this program reads version {Version}";
        }

        header = new SegmentHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            new TimeAnchor(
                BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[32..])
            ),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..])
        );
        return null;
    }
}
