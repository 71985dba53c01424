using System.Runtime.CompilerServices;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

/// <content>The number as bytes of its two's complement; the EVM's own order is big-endian.</content>
public readonly partial struct Int256
{
    /// <summary>Reads the first 32 bytes, the most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 ReadBigEndian(ReadOnlySpan<byte> source) => new(UInt256.ReadBigEndian(source));

    /// <summary>Reads the first 32 bytes, the least significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int256 ReadLittleEndian(ReadOnlySpan<byte> source) => new(UInt256.ReadLittleEndian(source));

    /// <summary>
    /// Reads a number of any length, the most significant byte first; false where it lies outside -2^255 to
    /// 2^255 - 1.
    /// Not unsigned: the bytes are in two's complement and a set top bit means negative.
    /// </summary>
    public static bool TryReadBigEndian(ReadOnlySpan<byte> source, bool isUnsigned, out Int256 value)
    {
        bool fits = LimbBytes.TryExtendBigEndian(source, isUnsigned, out UInt256 word, out bool negative);
        value = new Int256(word);
        if (!fits || value.IsNegative != negative)
        {
            value = default;
            return false;
        }

        return true;
    }

    /// <summary>
    /// Reads a number of any length, the least significant byte first; false where it lies outside -2^255 to
    /// 2^255 - 1.
    /// Not unsigned: the bytes are in two's complement and a set top bit means negative.
    /// </summary>
    public static bool TryReadLittleEndian(ReadOnlySpan<byte> source, bool isUnsigned, out Int256 value)
    {
        bool fits = LimbBytes.TryExtendLittleEndian(source, isUnsigned, out UInt256 word, out bool negative);
        value = new Int256(word);
        if (!fits || value.IsNegative != negative)
        {
            value = default;
            return false;
        }

        return true;
    }

    /// <summary>Writes all 32 bytes, the most significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBigEndian(Span<byte> destination) => _bits.WriteBigEndian(destination);

    /// <summary>Writes all 32 bytes, the least significant first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLittleEndian(Span<byte> destination) => _bits.WriteLittleEndian(destination);

    /// <summary>
    /// Writes all 32 bytes, the most significant first; false, nothing written, where they do not fit.
    /// </summary>
    public bool TryWriteBigEndian(Span<byte> destination, out int bytesWritten) =>
        _bits.TryWriteBigEndian(destination, out bytesWritten);

    /// <summary>
    /// Writes all 32 bytes, the least significant first; false, nothing written, where they do not fit.
    /// </summary>
    public bool TryWriteLittleEndian(Span<byte> destination, out int bytesWritten) =>
        _bits.TryWriteLittleEndian(destination, out bytesWritten);
}
