using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace FastArb.EvmMath.Internals;

/// <summary>The faults of reading and writing numbers, each naming the text that caused it.</summary>
internal static class NumberTextFault
{
    private const int ShownMax = 80;

    [DoesNotReturn]
    public static void Throw<TChar>(
        TextOutcome outcome,
        ReadOnlySpan<TChar> text,
        NumberStyles style,
        string type
    )
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        if (outcome == TextOutcome.OutOfRange)
        {
            throw new OverflowException($"'{Shown(text)}' does not fit {type}.");
        }

        string kind =
            (style & NumberStyles.AllowHexSpecifier) != NumberStyles.None ? "hexadecimal" : "decimal";
        throw new FormatException($"'{Shown(text)}' is not a {kind} integer.");
    }

    [DoesNotReturn]
    public static void ThrowStyle(NumberStyles style) =>
        throw new ArgumentException(
            $"NumberStyles {style} asks for more than white space, a leading sign, or hexadecimal digits.",
            nameof(style)
        );

    [DoesNotReturn]
    public static void ThrowFormat(ReadOnlySpan<char> format) =>
        throw new FormatException(
            $"'{Shown(format)}' is not one of the formats G, D, D<n>, X, X<n>, x, x<n>."
        );

    /// <summary>The text's start, with everything that a log could trip over replaced.</summary>
    public static string Shown<TChar>(ReadOnlySpan<TChar> text)
        where TChar : unmanaged, IBinaryInteger<TChar>
    {
        Span<char> shown = stackalloc char[ShownMax];
        int count = Math.Min(text.Length, ShownMax);
        for (int i = 0; i < count; i++)
        {
            char c = (char)uint.CreateTruncating(text[i]);
            shown[i] = c is >= ' ' and <= '~' ? c : '?';
        }

        return text.Length > ShownMax ? $"{shown}..." : shown[..count].ToString();
    }
}
