using System.Buffers.Binary;

namespace FastArb.Feed.Internals;

/// <summary>The masking that RFC 6455 asks of clients.</summary>
internal static class FrameMask
{
    /// <summary>
    /// Masks or unmasks; the key's lowest byte belongs to the first byte. Both spans may be the same.
    /// </summary>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> target, uint key)
    {
        ulong twice = key | ((ulong)key << 32);
        int at = 0;
        for (; source.Length - at >= sizeof(ulong); at += sizeof(ulong))
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(source[at..]);
            BinaryPrimitives.WriteUInt64LittleEndian(target[at..], word ^ twice);
        }

        for (; at < source.Length; at++)
        {
            target[at] = (byte)(source[at] ^ (key >> (8 * (at & 3))));
        }
    }
}
