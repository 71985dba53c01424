using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// Limbs from and to bytes, and byte strings of any length brought to the 32 bytes of a word.
/// </summary>
internal static class LimbBytes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadLittle(ref byte first, int offset)
    {
        ulong limb = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, offset));
        return BitConverter.IsLittleEndian ? limb : BinaryPrimitives.ReverseEndianness(limb);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadBig(ref byte first, int offset) =>
        BinaryPrimitives.ReverseEndianness(ReadLittle(ref first, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteLittle(ref byte first, int offset, ulong limb) =>
        Unsafe.WriteUnaligned(
            ref Unsafe.Add(ref first, offset),
            BitConverter.IsLittleEndian ? limb : BinaryPrimitives.ReverseEndianness(limb)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteBig(ref byte first, int offset, ulong limb) =>
        WriteLittle(ref first, offset, BinaryPrimitives.ReverseEndianness(limb));

    /// <summary>
    /// The word of a byte string of any length, sign-extended where the string is signed and its top bit is
    /// set. False where bytes beyond the 32 lowest carry more than the sign. A signed string of more than 32
    /// bytes may still have a word whose own top bit differs from <paramref name="negative"/>: the caller
    /// looks.
    /// </summary>
    public static bool TryExtendBigEndian(
        ReadOnlySpan<byte> source,
        bool isUnsigned,
        out UInt256 word,
        out bool negative
    )
    {
        word = default;
        negative = !isUnsigned && source.Length != 0 && (sbyte)source[0] < 0;
        byte extension = negative ? byte.MaxValue : (byte)0;
        int surplus = source.Length - UInt256.ByteCount;
        if (surplus > 0)
        {
            if (source[..surplus].ContainsAnyExcept(extension))
            {
                return false;
            }

            source = source[surplus..];
        }

        Span<byte> full = stackalloc byte[UInt256.ByteCount];
        full.Fill(extension);
        source.CopyTo(full[(UInt256.ByteCount - source.Length)..]);
        word = UInt256.ReadBigEndian(full);
        return true;
    }

    /// <inheritdoc cref="TryExtendBigEndian"/>
    public static bool TryExtendLittleEndian(
        ReadOnlySpan<byte> source,
        bool isUnsigned,
        out UInt256 word,
        out bool negative
    )
    {
        word = default;
        negative = !isUnsigned && source.Length != 0 && (sbyte)source[^1] < 0;
        byte extension = negative ? byte.MaxValue : (byte)0;
        if (source.Length > UInt256.ByteCount)
        {
            if (source[UInt256.ByteCount..].ContainsAnyExcept(extension))
            {
                return false;
            }

            source = source[..UInt256.ByteCount];
        }

        Span<byte> full = stackalloc byte[UInt256.ByteCount];
        full.Fill(extension);
        source.CopyTo(full);
        word = UInt256.ReadLittleEndian(full);
        return true;
    }
}
