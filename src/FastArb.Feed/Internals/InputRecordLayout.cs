using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace FastArb.Feed.Internals;

/// <summary>
/// A record of the input: length of the payload (4 bytes), checksum (4), receive time (8), kind,
/// connection, two zeros, payload, zeros up to a multiple of 8.
/// </summary>
internal static class InputRecordLayout
{
    public const int HeaderBytes = 20;

    public const int Alignment = 8;

    public const int ChecksumAt = 4;

    public const int ChecksumEnd = ChecksumAt + sizeof(uint);

    /// <summary>A length that no sound record has: what the decoder would refuse long before.</summary>
    public const int PayloadBytesMax = 1 << 30;

    public static ReadOnlySpan<byte> Magic => "FAINPUT\n"u8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SizeOf(int payloadBytes) => Padded(HeaderBytes + payloadBytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Padded(int bytes) => (bytes + Alignment - 1) & -Alignment;

    public static void RefuseIfTooLong(int payloadBytes) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payloadBytes, PayloadBytesMax);

    /// <summary>All of the header but the checksum, which the writer thread puts in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteHeader(
        Span<byte> record,
        InputKind kind,
        byte connection,
        int payloadBytes,
        long receiveTime
    )
    {
        BinaryPrimitives.WriteInt64LittleEndian(record, payloadBytes);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], receiveTime);
        BinaryPrimitives.WriteUInt32LittleEndian(record[16..], (uint)kind | ((uint)connection << 8));
    }

    /// <summary>
    /// Over the position and all of the record but itself: a record in a wrong place is a damaged one.
    /// </summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> record, long position)
    {
        uint crc = Crc32C.Add(ChecksumBegun(position), record[..ChecksumAt]);
        return Crc32C.Finish(Crc32C.Add(crc, record[ChecksumEnd..]));
    }

    /// <summary>What a checksum is before the bytes of its record have been added.</summary>
    public static uint ChecksumBegun(long position)
    {
        Span<byte> place = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(place, position);
        return Crc32C.Add(Crc32C.Start, place);
    }

    public static void Seal(Span<byte> record, long position) =>
        BinaryPrimitives.WriteUInt32LittleEndian(record[ChecksumAt..], ChecksumOf(record, position));

    /// <summary>
    /// The whole size that a header speaks of, or 0 where no sound header says such a thing.
    /// </summary>
    public static int SizeSaid(ReadOnlySpan<byte> header)
    {
        uint payloadBytes = BinaryPrimitives.ReadUInt32LittleEndian(header);
        return
            payloadBytes <= PayloadBytesMax
            && header[16] != (byte)InputKind.None
            && header[18] == 0
            && header[19] == 0
            ? SizeOf((int)payloadBytes)
            : 0;
    }

    public static bool IsSound(ReadOnlySpan<byte> record, long position) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[ChecksumAt..]) == ChecksumOf(record, position);

    /// <summary>Whether a sound record begins anywhere in bytes that follow the position.</summary>
    public static bool IsSoundAnywhere(ReadOnlySpan<byte> bytes, long position)
    {
        for (int at = 0; at + HeaderBytes <= bytes.Length; at += Alignment)
        {
            ReadOnlySpan<byte> rest = bytes[at..];
            int size = SizeSaid(rest);
            if (size > 0 && size <= rest.Length && IsSound(rest[..size], position + at))
            {
                return true;
            }
        }

        return false;
    }
}
