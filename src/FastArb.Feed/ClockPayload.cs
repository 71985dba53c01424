using System.Buffers.Binary;

namespace FastArb.Feed;

/// <summary>
/// The payload of <see cref="InputKind.Clock"/>: UTC, nanoseconds since 1970, little-endian.
/// </summary>
public static class ClockPayload
{
    public const int ByteCount = sizeof(long);

    public static void Write(Span<byte> payload, long utcNanoseconds) =>
        BinaryPrimitives.WriteInt64LittleEndian(payload, utcNanoseconds);

    public static bool TryRead(ReadOnlySpan<byte> payload, out long utcNanoseconds) =>
        BinaryPrimitives.TryReadInt64LittleEndian(payload, out utcNanoseconds);
}
