using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// Reads a sign and a magnitude from UTF-8 or UTF-16, alike. Signs and digits are ASCII, whatever the
/// culture: chain data and configuration have none.
/// </summary>
internal static class NumberText
{
    private const NumberStyles Supported =
        NumberStyles.AllowLeadingWhite
        | NumberStyles.AllowTrailingWhite
        | NumberStyles.AllowLeadingSign
        | NumberStyles.AllowHexSpecifier;

    public static void RequireSupported(NumberStyles style)
    {
        bool signedHex =
            (style & NumberStyles.AllowHexSpecifier) != NumberStyles.None
            && (style & NumberStyles.AllowLeadingSign) != NumberStyles.None;
        if ((style & ~Supported) != NumberStyles.None || signedHex)
        {
            NumberTextFault.ThrowStyle(style);
        }
    }

    public static TextOutcome Read<TChar>(
        ReadOnlySpan<TChar> text,
        NumberStyles style,
        out bool negative,
        out UInt256 magnitude
    )
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        negative = false;
        if ((style & NumberStyles.AllowLeadingWhite) != NumberStyles.None)
        {
            while (!text.IsEmpty && IsWhite(text[0]))
            {
                text = text[1..];
            }
        }

        if ((style & NumberStyles.AllowTrailingWhite) != NumberStyles.None)
        {
            while (!text.IsEmpty && IsWhite(text[^1]))
            {
                text = text[..^1];
            }
        }

        if ((style & NumberStyles.AllowHexSpecifier) != NumberStyles.None)
        {
            return ReadHex(text, out magnitude);
        }

        if ((style & NumberStyles.AllowLeadingSign) != NumberStyles.None && !text.IsEmpty)
        {
            negative = uint.CreateTruncating(text[0]) == '-';
            text = negative || uint.CreateTruncating(text[0]) == '+' ? text[1..] : text;
        }

        return DecimalDigits.Read(text, out magnitude);
    }

    /// <summary>Digits with or without 0x before them.</summary>
    public static TextOutcome ReadPrefixedHex<TChar>(ReadOnlySpan<TChar> text, out UInt256 word)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        bool prefixed =
            text.Length >= 2
            && uint.CreateTruncating(text[0]) == '0'
            && (uint.CreateTruncating(text[1]) | 0x20) == 'x';
        return ReadHex(prefixed ? text[2..] : text, out word);
    }

    /// <summary>Any number of digits, of which the last 64 may differ from 0.</summary>
    public static TextOutcome ReadHex<TChar>(ReadOnlySpan<TChar> digits, out UInt256 word)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        word = default;
        if (digits.IsEmpty)
        {
            return TextOutcome.Malformed;
        }

        bool tooLong = false;
        while (digits.Length > Hex.WordDigits)
        {
            if (!char.IsAsciiHexDigit((char)uint.CreateTruncating(digits[0])))
            {
                return TextOutcome.Malformed;
            }

            tooLong |= uint.CreateTruncating(digits[0]) != '0';
            digits = digits[1..];
        }

        Span<byte> padded = stackalloc byte[Hex.WordDigits];
        padded.Fill((byte)'0');
        if (!TryNarrow(digits, padded[^digits.Length..]) || !Hex.TryDecodeWord(padded, out word))
        {
            return TextOutcome.Malformed;
        }

        return tooLong ? TextOutcome.OutOfRange : TextOutcome.Read;
    }

    /// <summary>Copies ASCII text to bytes; false where it is none or the destination is too short.</summary>
    public static bool TryNarrow<TChar>(ReadOnlySpan<TChar> text, Span<byte> destination)
        where TChar : unmanaged, IBinaryInteger<TChar> =>
        typeof(TChar) == typeof(byte)
            ? MemoryMarshal.AsBytes(text).TryCopyTo(destination)
            : Ascii.FromUtf16(MemoryMarshal.Cast<TChar, char>(text), destination, out _)
                == OperationStatus.Done;

    /// <summary>Copies ASCII bytes to text; false where the destination is too short.</summary>
    public static bool TryWiden<TChar>(ReadOnlySpan<byte> ascii, Span<TChar> destination)
        where TChar : unmanaged, IBinaryInteger<TChar> =>
        typeof(TChar) == typeof(byte)
            ? ascii.TryCopyTo(MemoryMarshal.AsBytes(destination))
            : Ascii.ToUtf16(ascii, MemoryMarshal.Cast<TChar, char>(destination), out _)
                == OperationStatus.Done;

    private static bool IsWhite<TChar>(TChar c)
        where TChar : unmanaged, IBinaryInteger<TChar> =>
        uint.CreateTruncating(c) is ' ' or (>= '\t' and <= '\r');
}
