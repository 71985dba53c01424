using System.Text.RegularExpressions;

namespace FastArb;

/// <summary>
/// Texts for people, without what URLs in them hold beside scheme and host: a path, a query or a user name
/// may be a key, and whoever mistypes a command line has it in the error.
/// </summary>
internal static partial class SecretText
{
    public static string WithoutUrlSecrets(string text) => Url().Replace(text, Shortened);

    /// <summary>
    /// A usage error repeats what was typed; what may be a private key is left out of that.
    /// </summary>
    public static string WithoutPrivateKeys(string text) => PrivateKey().Replace(text, "***");

    /// <summary>64 hexadecimal digits and nothing else: a hash, or a private key.</summary>
    public static bool LooksLikePrivateKey(string text) =>
        text.Trim() is { Length: > 0 } trimmed && PrivateKey().Match(trimmed).Length == trimmed.Length;

    private static string Shortened(Match url)
    {
        string host = url.Groups["host"].Value;
        bool hasMore = url.Groups["rest"].Length > 1 || url.Groups["user"].Length > 0;
        return $"{url.Groups["scheme"].Value}{host}{(hasMore ? "/..." : string.Empty)}";
    }

    [GeneratedRegex(
        "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*:/{1,2})(?<user>[^\\s@'\"]*@)?"
            + "(?<host>[^\\s/?#@'\"]*)(?<rest>[^\\s'\"]*)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Url();

    [GeneratedRegex(
        "(?<![0-9A-Za-z])(0[xX])?[0-9a-fA-F]{64}(?![0-9A-Za-z])",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex PrivateKey();
}
