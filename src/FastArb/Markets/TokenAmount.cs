using System.Globalization;
using System.Numerics;
using FastArb.EvmMath;

namespace FastArb.Markets;

/// <summary>
/// Amounts as people write them, in whole tokens, beside the units that contracts count in.
/// </summary>
internal static class TokenAmount
{
    private const int DigitsMax = 100;

    /// <summary>False where it is no amount, or finer than the token's units, or beyond 256 bits.</summary>
    public static bool TryParse(string text, int decimals, out UInt256 units)
    {
        units = default;
        string[] parts = text.Split('.');
        if (
            parts.Length > 2
            || text.Length > DigitsMax
            || parts.Any(part => part.Length == 0 || !part.All(char.IsAsciiDigit))
        )
        {
            return false;
        }

        string fraction = parts.Length == 2 ? parts[1].TrimEnd('0') : string.Empty;
        if (fraction.Length > decimals)
        {
            return false;
        }

        BigInteger number = BigInteger.Parse(
            parts[0] + fraction.PadRight(decimals, '0'),
            CultureInfo.InvariantCulture
        );
        return UInt256.TryParse(
            number.ToString(CultureInfo.InvariantCulture),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out units
        );
    }

    /// <summary>All of its digits, without zeros at the end.</summary>
    public static string Text(in UInt256 units, int decimals)
    {
        string digits = units.ToString(null, CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string fraction = digits[^decimals..].TrimEnd('0');
        string whole = digits[..^decimals];
        return fraction.Length == 0 ? whole : $"{whole}.{fraction}";
    }
}
