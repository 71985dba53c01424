using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using FastArb.EvmMath.Internals;
using Meziantou.Analyzer.Annotations;

namespace FastArb.EvmMath;

// The provider of the framework's interfaces is taken and ignored: signs and digits are ASCII in every
// culture.
/// <content>The number as text, UTF-8 and UTF-16. Only what returns a string or throws allocates.</content>
[CultureInsensitiveType]
public readonly partial struct Int256 : ISpanParsable<Int256>, IUtf8SpanParsable<Int256>
{
    /// <summary>Reads a decimal integer; white space around it and a sign before it are allowed.</summary>
    /// <exception cref="FormatException">The text is no such integer.</exception>
    /// <exception cref="OverflowException">It lies outside -2^255 to 2^255 - 1.</exception>
    public static Int256 Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider)
    {
        NumberText.RequireSupported(style);
        TextOutcome outcome = Read(s, style, out Int256 value);
        if (outcome != TextOutcome.Read)
        {
            NumberTextFault.Throw(outcome, s, style, nameof(Int256));
        }

        return value;
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider?)"/>
    public static Int256 Parse(ReadOnlySpan<byte> utf8Text, NumberStyles style, IFormatProvider? provider)
    {
        NumberText.RequireSupported(style);
        TextOutcome outcome = Read(utf8Text, style, out Int256 value);
        if (outcome != TextOutcome.Read)
        {
            NumberTextFault.Throw(outcome, utf8Text, style, nameof(Int256));
        }

        return value;
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider?)"/>
    public static Int256 Parse(string s, NumberStyles style, IFormatProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), style, provider);
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider?)"/>
    public static Int256 Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        Parse(s, NumberStyles.Integer, provider);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider?)"/>
    public static Int256 Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) =>
        Parse(utf8Text, NumberStyles.Integer, provider);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider?)"/>
    public static Int256 Parse(string s, IFormatProvider? provider) =>
        Parse(s, NumberStyles.Integer, provider);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider?)"/>
    public static Int256 Parse(ReadOnlySpan<char> s) => Parse(s, NumberStyles.Integer, null);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider?)"/>
    public static Int256 Parse(ReadOnlySpan<byte> utf8Text) => Parse(utf8Text, NumberStyles.Integer, null);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider?)"/>
    public static Int256 Parse(string s) => Parse(s, NumberStyles.Integer, null);

    /// <summary>
    /// Reads an integer: decimal, with white space and a leading sign as the style allows, or with
    /// <see cref="NumberStyles.AllowHexSpecifier"/> hexadecimal digits without 0x, in two's complement.
    /// </summary>
    /// <exception cref="ArgumentException">The style allows anything else.</exception>
    public static bool TryParse(
        ReadOnlySpan<char> s,
        NumberStyles style,
        IFormatProvider? provider,
        out Int256 result
    )
    {
        NumberText.RequireSupported(style);
        return Read(s, style, out result) == TextOutcome.Read;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, NumberStyles, IFormatProvider?, out Int256)"/>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8Text,
        NumberStyles style,
        IFormatProvider? provider,
        out Int256 result
    )
    {
        NumberText.RequireSupported(style);
        return Read(utf8Text, style, out result) == TextOutcome.Read;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, NumberStyles, IFormatProvider?, out Int256)"/>
    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        NumberStyles style,
        IFormatProvider? provider,
        out Int256 result
    ) => TryParse(s.AsSpan(), style, provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Int256 result) =>
        Read(s, NumberStyles.Integer, out result) == TextOutcome.Read;

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out Int256 result) =>
        Read(utf8Text, NumberStyles.Integer, out result) == TextOutcome.Read;

    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        out Int256 result
    ) => Read(s.AsSpan(), NumberStyles.Integer, out result) == TextOutcome.Read;

    /// <summary>Reads a decimal integer; white space around it and a sign before it are allowed.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, out Int256 result) => TryParse(s, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out Int256)"/>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out Int256 result) =>
        TryParse(utf8Text, null, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out Int256)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, out Int256 result) =>
        TryParse(s, null, out result);

    /// <summary>
    /// Reads hexadecimal digits of either case, with or without 0x: 1 to 64, and more where all before the
    /// last 64 are zeros. In two's complement: 64 digits from 8 on are negative.
    /// </summary>
    public static bool TryParseHex(ReadOnlySpan<char> s, out Int256 result)
    {
        TextOutcome outcome = NumberText.ReadPrefixedHex(s, out UInt256 bits);
        result = new Int256(bits);
        return outcome == TextOutcome.Read;
    }

    /// <inheritdoc cref="TryParseHex(ReadOnlySpan{char}, out Int256)"/>
    public static bool TryParseHex(ReadOnlySpan<byte> utf8Text, out Int256 result)
    {
        TextOutcome outcome = NumberText.ReadPrefixedHex(utf8Text, out UInt256 bits);
        result = new Int256(bits);
        return outcome == TextOutcome.Read;
    }

    private static TextOutcome Read<TChar>(ReadOnlySpan<TChar> text, NumberStyles style, out Int256 value)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        value = default;
        TextOutcome outcome = NumberText.Read(text, style, out bool negative, out UInt256 bits);
        if (outcome != TextOutcome.Read)
        {
            return outcome;
        }

        if ((style & NumberStyles.AllowHexSpecifier) == NumberStyles.None)
        {
            if (negative)
            {
                UInt256.Negate(in bits, out bits);
            }

            // The magnitude fits where its sign bit agrees with the sign written; zero agrees with both.
            if ((long)bits._u3 < 0 != negative && !bits.IsZero)
            {
                return TextOutcome.OutOfRange;
            }
        }

        value = new Int256(bits);
        return TextOutcome.Read;
    }
}
