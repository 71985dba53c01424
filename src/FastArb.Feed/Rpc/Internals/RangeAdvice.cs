using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FastArb.Feed.Internals;

/// <summary>How many blocks a node says that it would take, in the error by which it refuses more.</summary>
internal static partial class RangeAdvice
{
    private const int TextMax = 1024;

    /// <summary>Less than were asked for, or 0 where it says nothing of that.</summary>
    public static int Of(ReadOnlySpan<byte> text, long first, int length, bool isLength)
    {
        string words = Encoding.ASCII.GetString(text[..Math.Min(text.Length, TextMax)]);
        foreach (Match match in Range().Matches(words))
        {
            if (
                TryRead(match.Groups["first"].Value, out long from)
                && TryRead(match.Groups["last"].Value, out long last)
                && from == first
                && last >= first
                && last - first + 1 < length
            )
            {
                return (int)(last - first + 1);
            }
        }

        long most = 0;
        if (isLength)
        {
            foreach (Match match in Number().Matches(words))
            {
                bool isNumber = TryRead(match.Groups["number"].Value, out long number);
                number *= match.Groups["thousands"].Length > 0 ? 1_000 : 1;
                most = isNumber && number < length ? Math.Max(most, number) : most;
            }
        }

        return (int)most;
    }

    private static bool TryRead(string text, out long number) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(
                text.AsSpan(2),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out number
            )
            : long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out number);

    // "[0x1, 0x2f]", "1-47", "1 to 47".
    [GeneratedRegex(
        @"(?<first>0x[0-9a-fA-F]{1,15}|[0-9]{1,15})\s*(,|-|to)\s*(?<last>0x[0-9a-fA-F]{1,15}|[0-9]{1,15})",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Range();

    // "2K", "10,000", "2048"; not a code, which is negative or follows its name.
    [GeneratedRegex(
        "(?<![-0-9A-Za-z,.]|\"code\":\\s?)(?<number>[0-9][0-9,]{0,12})(?<thousands>[kK]\\b)?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Number();
}
