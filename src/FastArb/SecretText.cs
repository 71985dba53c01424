using System.Text.RegularExpressions;

namespace FastArb;

/// <summary>
/// Texts for people, without what URLs in them hold beside scheme and host: a path, a query or a user
/// name may
/// be a key, and whoever mistypes a command line has it in the error.
/// </summary>
internal static partial class SecretText
{
    public static string WithoutUrlSecrets(string text) => Url().Replace(text, Shortened);

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
}
