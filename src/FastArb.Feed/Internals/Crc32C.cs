using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastArb.Feed.Internals;

/// <summary>
/// CRC-32C (Castagnoli), by the processor's instruction where it has one. Start with <see cref="Start"/>, end
/// with <see cref="Finish"/>.
/// </summary>
internal static class Crc32C
{
    public const uint Start = uint.MaxValue;

    public static uint Finish(uint crc) => ~crc;

    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Add(Start, bytes));

    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        ref byte at = ref MemoryMarshal.GetReference(bytes);
        int whole = bytes.Length & ~7;
        for (int i = 0; i < whole; i += sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref at, i)));
        }

        foreach (byte rest in bytes[whole..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return crc;
    }
}
