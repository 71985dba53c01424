using System.Buffers;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// Hexadecimal digits to bytes by the runtime's own decoder: machines without AVX2, and short text.
/// </summary>
internal static class HexPortable
{
    public static bool TryDecode(ReadOnlySpan<byte> digits, Span<byte> destination) =>
        Convert.FromHexString(digits, destination, out _, out _) == OperationStatus.Done;

    public static bool TryDecodeWord(ReadOnlySpan<byte> digits, out UInt256 word)
    {
        Span<byte> bytes = stackalloc byte[UInt256.ByteCount];
        bool valid = TryDecode(digits, bytes);
        word = valid ? UInt256.ReadBigEndian(bytes) : default;
        return valid;
    }

    public static bool TryDecodeAddress(ReadOnlySpan<byte> digits, out Address address)
    {
        Span<byte> bytes = stackalloc byte[Address.ByteCount];
        bool valid = TryDecode(digits, bytes);
        address = valid ? Address.Read(bytes) : default;
        return valid;
    }
}
