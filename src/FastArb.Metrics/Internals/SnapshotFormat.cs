using System.Buffers.Binary;

namespace FastArb.Metrics.Internals;

// A snapshot's file, little-endian: a header of 64 bytes, the layout's text, and two slots, each on a
// multiple of 64 bytes.
//
//   header   0 magic   8 version   12 bytes of text   16 fingerprint   24 words in a slot
//           28 process   32 nanoseconds between two looks
//   slot     0 sequence   8 monotonic time   16 UTC   24 whether it is the last   32 words ...   checksum
//
// The fingerprint covers the rest of the header and the text. A look goes, in one write, into the slot that
// the one before is not in: there is a whole one at any moment, whatever becomes of the writer. The sequence
// says which is newer; the checksum begins with it, so that a slot read while it is written shows.
internal static class SnapshotFormat
{
    public const ulong Magic = 0x50414E5342524146; // FARBSNAP
    public const uint Version = 1;
    public const int HeaderBytes = 64;
    public const int VersionAt = 8;
    public const int TextBytesAt = 12;
    public const int FingerprintAt = 16;
    public const int WordsAt = 24;
    public const int ProcessAt = 28;
    public const int IntervalAt = 32;

    public const int MonotonicAt = 1;
    public const int UtcAt = 2;
    public const int LastAt = 3;
    public const int ValuesAt = 4;
    public const int SlotExtraWords = ValuesAt + 1;

    /// <summary>No run comes near; a header that says more is damaged.</summary>
    public const int FileBytesMax = 4 << 20;

    private const int Alignment = 64;

    public static int SlotBytes(int words) => Aligned((words + SlotExtraWords) * sizeof(long));

    public static int SlotAt(int slot, int textBytes, int words) =>
        Aligned(HeaderBytes + textBytes) + (slot * SlotBytes(words));

    public static ulong Checksum(ReadOnlySpan<long> words)
    {
        const ulong prime = 0x9E37_79B9_7F4A_7C15;
        ulong sum = (ulong)words.Length;
        foreach (long word in words)
        {
            sum = (sum ^ (ulong)word) * prime;
            sum ^= sum >> 32;
        }

        return sum;
    }

    public static ulong Fingerprint(ReadOnlySpan<byte> header, ReadOnlySpan<byte> text)
    {
        ulong sum = Checksum(header[..FingerprintAt]) ^ (Checksum(header[WordsAt..HeaderBytes]) << 1);
        return sum ^ (Checksum(text) << 2);
    }

    private static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = (ulong)bytes.Length;
        Span<byte> last = stackalloc byte[sizeof(long)];
        Span<long> word = stackalloc long[2];
        for (int at = 0; at < bytes.Length; at += sizeof(long))
        {
            last.Clear();
            bytes[at..Math.Min(at + sizeof(long), bytes.Length)].CopyTo(last);
            word[0] = (long)sum;
            word[1] = BinaryPrimitives.ReadInt64LittleEndian(last);
            sum = Checksum(word);
        }

        return sum;
    }

    private static int Aligned(int bytes) => (bytes + Alignment - 1) & -Alignment;
}
