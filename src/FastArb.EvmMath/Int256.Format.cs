using System.Diagnostics.CodeAnalysis;
using FastArb.EvmMath.Internals;

namespace FastArb.EvmMath;

/// <content>
/// Formats: nothing, G or D for decimal, X or x for hexadecimal in two's complement; D, X and x take the
/// fewest digits after them. Digits and sign are ASCII in every culture.
/// </content>
public readonly partial struct Int256 : ISpanFormattable, IUtf8SpanFormattable
{
    /// <summary>Decimal digits.</summary>
    public override string ToString() => ToString(null, null);

    public string ToString([StringSyntax(StringSyntaxAttribute.NumericFormat)] string? format) =>
        ToString(format, null);

    public string ToString(
        [StringSyntax(StringSyntaxAttribute.NumericFormat)] string? format,
        IFormatProvider? formatProvider
    ) => new NumberFormat(format).Write(IsNegative, Magnitude(), in _bits);

    public bool TryFormat(
        Span<char> destination,
        out int charsWritten,
        [StringSyntax(StringSyntaxAttribute.NumericFormat)] ReadOnlySpan<char> format,
        IFormatProvider? provider
    ) => new NumberFormat(format).TryWrite(IsNegative, Magnitude(), in _bits, destination, out charsWritten);

    public bool TryFormat(
        Span<byte> utf8Destination,
        out int bytesWritten,
        [StringSyntax(StringSyntaxAttribute.NumericFormat)] ReadOnlySpan<char> format,
        IFormatProvider? provider
    ) =>
        new NumberFormat(format).TryWrite(
            IsNegative,
            Magnitude(),
            in _bits,
            utf8Destination,
            out bytesWritten
        );

    private UInt256 Magnitude()
    {
        if (!IsNegative)
        {
            return _bits;
        }

        UInt256.Negate(in _bits, out UInt256 magnitude);
        return magnitude;
    }
}
