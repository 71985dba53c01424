namespace FastArb.Markets;

/// <summary>
/// What tokens and venues may be called: what is safe to print and can stand in <c>WETH/USDC@Venue:500</c>.
/// </summary>
internal static class MarketNames
{
    private const int LengthMax = 32;

    /// <summary>Said where a name is refused.</summary>
    public const string Rule = "letters, digits, '.', '-' and '_', 32 at most, the first a letter or a digit";

    public static bool IsName(string text) =>
        text.Length is > 0 and <= LengthMax
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '-' or '_');

    /// <summary>The text, where it is such a name.</summary>
    /// <exception cref="InvalidDataException">It is no such name.</exception>
    public static string Checked(string text) =>
        IsName(text) ? text : throw new InvalidDataException($"a name is not of {Rule}");
}
