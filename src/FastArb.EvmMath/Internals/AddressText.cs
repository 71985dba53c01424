using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace FastArb.EvmMath.Internals;

/// <summary>An address's 40 digits with the checksum of EIP-55 in the case of its letters.</summary>
internal static class AddressText
{
    /// <summary>With 0x.</summary>
    public const int Length = 2 + Hex.AddressDigits;

    private const byte CaseBit = 0x20;

    /// <summary>Writes 0x and the checksummed digits.</summary>
    public static void Write(in Address address, Span<byte> text)
    {
        text[0] = (byte)'0';
        text[1] = (byte)'x';
        WriteDigits(address, text[2..Length]);
    }

    public static AddressTextFault Read<TChar>(ReadOnlySpan<TChar> text, out Address address)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        address = default;
        if (text.Length == Length)
        {
            if (uint.CreateTruncating(text[0]) != '0' || (uint.CreateTruncating(text[1]) | CaseBit) != 'x')
            {
                return AddressTextFault.Digit;
            }

            text = text[2..];
        }

        if (text.Length != Hex.AddressDigits)
        {
            return AddressTextFault.Length;
        }

        Span<byte> digits = stackalloc byte[Hex.AddressDigits];
        if (!NumberText.TryNarrow(text, digits) || !Hex.TryDecodeAddress(digits, out Address read))
        {
            return AddressTextFault.Digit;
        }

        if (
            digits.ContainsAnyInRange((byte)'A', (byte)'F') && digits.ContainsAnyInRange((byte)'a', (byte)'f')
        )
        {
            Span<byte> checksummed = stackalloc byte[Hex.AddressDigits];
            WriteDigits(read, checksummed);
            if (!digits.SequenceEqual(checksummed))
            {
                return AddressTextFault.Checksum;
            }
        }

        address = read;
        return AddressTextFault.None;
    }

    [DoesNotReturn]
    public static void Throw<TChar>(AddressTextFault fault, ReadOnlySpan<TChar> text)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        string reason = fault switch
        {
            AddressTextFault.Length => "an address has 40 digits, with or without 0x before them",
            AddressTextFault.Digit => "an address has hexadecimal digits only",
            _ => "its mixed case breaks the checksum of EIP-55, so a digit is likely wrong",
        };
        throw new FormatException($"'{NumberTextFault.Shown(text)}' is no address: {reason}.");
    }

    /// <summary>
    /// A letter is upper case where the hash of the lower-case digits has 8 or more in the same place.
    /// </summary>
    private static void WriteDigits(in Address address, Span<byte> digits)
    {
        Span<byte> bytes = stackalloc byte[Address.ByteCount];
        address.Write(bytes);
        Hex.Encode(bytes, digits);
        Span<byte> hash = stackalloc byte[Keccak256.HashByteCount];
        Keccak256.Hash(digits, hash);
        for (int i = 0; i < digits.Length; i++)
        {
            int nibble = (i & 1) == 0 ? hash[i >> 1] >> 4 : hash[i >> 1] & 0xF;
            if (nibble >= 8 && digits[i] >= 'a')
            {
                digits[i] ^= CaseBit;
            }
        }
    }
}
