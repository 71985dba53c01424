using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

// Four byte-swapping loads rather than one vector shuffle: the limbs arrive in the registers that arithmetic
// wants.
/// <content>The word as bytes; the EVM's own order is big-endian.</content>
public readonly partial struct UInt256
{
    public const int ByteCount = 32;

    /// <summary>Reads the first 32 bytes, the most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 ReadBigEndian(ReadOnlySpan<byte> source)
    {
        ByteFault.ThrowIfShort(source.Length, ByteCount);
        ref byte first = ref MemoryMarshal.GetReference(source);
        return new UInt256(
            LimbBytes.ReadBig(ref first, 24),
            LimbBytes.ReadBig(ref first, 16),
            LimbBytes.ReadBig(ref first, 8),
            LimbBytes.ReadBig(ref first, 0)
        );
    }

    /// <summary>Reads the first 32 bytes, the least significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 ReadLittleEndian(ReadOnlySpan<byte> source)
    {
        ByteFault.ThrowIfShort(source.Length, ByteCount);
        ref byte first = ref MemoryMarshal.GetReference(source);
        return new UInt256(
            LimbBytes.ReadLittle(ref first, 0),
            LimbBytes.ReadLittle(ref first, 8),
            LimbBytes.ReadLittle(ref first, 16),
            LimbBytes.ReadLittle(ref first, 24)
        );
    }

    /// <summary>
    /// Reads a number of any length, the most significant byte first; false where it lies outside 0 to 2^256
    /// - 1.
    /// Not unsigned: the bytes are in two's complement and a set top bit means negative.
    /// </summary>
    public static bool TryReadBigEndian(ReadOnlySpan<byte> source, bool isUnsigned, out UInt256 value)
    {
        if (!LimbBytes.TryExtendBigEndian(source, isUnsigned, out value, out bool negative) || negative)
        {
            value = default;
            return false;
        }

        return true;
    }

    /// <summary>
    /// Reads a number of any length, the least significant byte first; false where it lies outside 0 to 2^256
    /// - 1.
    /// Not unsigned: the bytes are in two's complement and a set top bit means negative.
    /// </summary>
    public static bool TryReadLittleEndian(ReadOnlySpan<byte> source, bool isUnsigned, out UInt256 value)
    {
        if (!LimbBytes.TryExtendLittleEndian(source, isUnsigned, out value, out bool negative) || negative)
        {
            value = default;
            return false;
        }

        return true;
    }

    /// <summary>Writes all 32 bytes, the most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBigEndian(Span<byte> destination)
    {
        ByteFault.ThrowIfShort(destination.Length, ByteCount);
        ref byte first = ref MemoryMarshal.GetReference(destination);
        LimbBytes.WriteBig(ref first, 0, _u3);
        LimbBytes.WriteBig(ref first, 8, _u2);
        LimbBytes.WriteBig(ref first, 16, _u1);
        LimbBytes.WriteBig(ref first, 24, _u0);
    }

    /// <summary>Writes all 32 bytes, the least significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLittleEndian(Span<byte> destination)
    {
        ByteFault.ThrowIfShort(destination.Length, ByteCount);
        ref byte first = ref MemoryMarshal.GetReference(destination);
        LimbBytes.WriteLittle(ref first, 0, _u0);
        LimbBytes.WriteLittle(ref first, 8, _u1);
        LimbBytes.WriteLittle(ref first, 16, _u2);
        LimbBytes.WriteLittle(ref first, 24, _u3);
    }

    /// <summary>
    /// Writes all 32 bytes, the most significant first; false, nothing written, where they do not fit.
    /// </summary>
    public bool TryWriteBigEndian(Span<byte> destination, out int bytesWritten)
    {
        if (destination.Length < ByteCount)
        {
            bytesWritten = 0;
            return false;
        }

        WriteBigEndian(destination);
        bytesWritten = ByteCount;
        return true;
    }

    /// <summary>
    /// Writes all 32 bytes, the least significant first; false, nothing written, where they do not fit.
    /// </summary>
    public bool TryWriteLittleEndian(Span<byte> destination, out int bytesWritten)
    {
        if (destination.Length < ByteCount)
        {
            bytesWritten = 0;
            return false;
        }

        WriteLittleEndian(destination);
        bytesWritten = ByteCount;
        return true;
    }
}
