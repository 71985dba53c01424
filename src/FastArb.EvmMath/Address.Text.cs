using System.Diagnostics.CodeAnalysis;
using FastArb.EvmMath.Internals;
using Meziantou.Analyzer.Annotations;

namespace FastArb.EvmMath;

/// <content>
/// Text: 0x and 40 digits, written with the checksum of EIP-55, read in lower, upper or checksummed case. The
/// provider and format of the framework's interfaces are ignored.
/// </content>
[CultureInsensitiveType]
public readonly partial struct Address
    : ISpanParsable<Address>,
        IUtf8SpanParsable<Address>,
        ISpanFormattable,
        IUtf8SpanFormattable
{
    /// <summary>Characters of the text, with 0x.</summary>
    public const int TextLength = AddressText.Length;

    /// <summary>Reads an address; 0x may be missing, mixed case must satisfy the checksum.</summary>
    /// <exception cref="FormatException">It is none; the message names the text and what is wrong with
    /// it.</exception>
    public static Address Parse(ReadOnlySpan<char> s, IFormatProvider? provider)
    {
        AddressTextFault fault = AddressText.Read(s, out Address address);
        if (fault != AddressTextFault.None)
        {
            AddressText.Throw(fault, s);
        }

        return address;
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static Address Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider)
    {
        AddressTextFault fault = AddressText.Read(utf8Text, out Address address);
        if (fault != AddressTextFault.None)
        {
            AddressText.Throw(fault, utf8Text);
        }

        return address;
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static Address Parse(string s, IFormatProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), provider);
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static Address Parse(ReadOnlySpan<char> s) => Parse(s, null);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static Address Parse(ReadOnlySpan<byte> utf8Text) => Parse(utf8Text, null);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static Address Parse(string s) => Parse(s, null);

    /// <summary>Reads an address, or says why the text is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, out Address result, out AddressTextFault fault) =>
        (fault = AddressText.Read(s, out result)) == AddressTextFault.None;

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out Address, out AddressTextFault)"/>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8Text,
        out Address result,
        out AddressTextFault fault
    ) => (fault = AddressText.Read(utf8Text, out result)) == AddressTextFault.None;

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Address result) =>
        TryParse(s, out result, out _);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out Address result) =>
        TryParse(utf8Text, out result, out _);

    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        out Address result
    ) => TryParse(s.AsSpan(), out result, out _);

    public static bool TryParse(ReadOnlySpan<char> s, out Address result) => TryParse(s, out result, out _);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out Address result) =>
        TryParse(utf8Text, out result, out _);

    public static bool TryParse([NotNullWhen(true)] string? s, out Address result) =>
        TryParse(s.AsSpan(), out result, out _);

    /// <summary>0x and 40 digits with the checksum of EIP-55.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[TextLength];
        TryFormat(text, out _, default, null);
        return new string(text);
    }

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(
        Span<char> destination,
        out int charsWritten,
        ReadOnlySpan<char> format,
        IFormatProvider? provider
    )
    {
        Span<byte> text = stackalloc byte[TextLength];
        AddressText.Write(this, text);
        bool fits = NumberText.TryWiden(text, destination);
        charsWritten = fits ? TextLength : 0;
        return fits;
    }

    public bool TryFormat(
        Span<byte> utf8Destination,
        out int bytesWritten,
        ReadOnlySpan<char> format,
        IFormatProvider? provider
    )
    {
        bool fits = utf8Destination.Length >= TextLength;
        bytesWritten = fits ? TextLength : 0;
        if (fits)
        {
            AddressText.Write(this, utf8Destination);
        }

        return fits;
    }
}
