using FastArb.EvmMath;

namespace FastArb.Feed.Internals;

// Runs on the reader's thread; allocates nothing, does not throw.
/// <summary>Hexadecimal values as JSON-RPC writes them.</summary>
internal static class HexText
{
    private const int QuantityDigitsMax = 16;

    /// <summary>Takes the 0x off.</summary>
    public static bool TryStrip(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> digits)
    {
        bool has = text.StartsWith("0x"u8);
        digits = has ? text[2..] : default;
        return has;
    }

    /// <summary>
    /// At least one digit; leading zeros count for nothing, though the protocol forbids them.
    /// </summary>
    public static bool TryReadQuantity(ReadOnlySpan<byte> digits, out ulong value)
    {
        value = 0;
        if (digits.IsEmpty)
        {
            return false;
        }

        if (digits.Length > QuantityDigitsMax)
        {
            digits = digits.TrimStart((byte)'0');
            if (digits.Length > QuantityDigitsMax)
            {
                return false;
            }
        }

        foreach (byte digit in digits)
        {
            int nibble = Nibble(digit);
            if (nibble < 0)
            {
                return false;
            }

            value = (value << 4) | (uint)nibble;
        }

        return true;
    }

    /// <summary>A quantity of up to 256 bits.</summary>
    public static bool TryReadQuantity(ReadOnlySpan<byte> digits, out UInt256 value)
    {
        value = default;
        if (digits.IsEmpty)
        {
            return false;
        }

        if (digits.Length > Hex.WordDigits)
        {
            digits = digits.TrimStart((byte)'0');
            if (digits.Length > Hex.WordDigits)
            {
                return false;
            }
        }

        Span<byte> padded = stackalloc byte[Hex.WordDigits];
        padded.Fill((byte)'0');
        digits.CopyTo(padded[^digits.Length..]);
        return Hex.TryDecodeWord(padded, out value);
    }

    /// <summary>Bytes of a last word that is not full; zeros follow them.</summary>
    public static bool TryReadLast(ReadOnlySpan<byte> digits, out UInt256 word)
    {
        word = default;
        if ((digits.Length & 1) != 0)
        {
            return false;
        }

        Span<byte> padded = stackalloc byte[Hex.WordDigits];
        padded.Fill((byte)'0');
        digits.CopyTo(padded);
        return Hex.TryDecodeWord(padded, out word);
    }

    /// <summary>With its 0x, in nanoseconds since 1970.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> text, out long time)
    {
        bool isNumber =
            TryStrip(text, out ReadOnlySpan<byte> digits) & TryReadQuantity(digits, out ulong value);
        time = (long)value;
        return isNumber && time >= 0;
    }

    private static int Nibble(byte digit)
    {
        if (char.IsAsciiDigit((char)digit))
        {
            return digit - '0';
        }

        int letter = (digit | 0x20) - 'a';
        return letter is >= 0 and < 6 ? letter + 10 : -1;
    }
}
