using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace FastArb.Feed;

/// <summary>
/// Where a node is. Paths, queries and user names hold keys: no text of this type shows them.
/// </summary>
public sealed record FeedEndpoint
{
    // Shorter parts of a URL are words such as "ws" and "v2", which a text may hold for other reasons.
    private const int KeyLengthMin = 6;

    // A private key of the chain's, which some give where an API's key belongs.
    private const int PrivateKeyDigits = 64;

    private readonly bool _isDefaultPort;

    private FeedEndpoint(Uri uri)
    {
        bool isHttp = uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps;
        Kind = isHttp ? FeedEndpointKind.Http : FeedEndpointKind.WebSocket;
        IsSecure = uri.Scheme == Uri.UriSchemeWss || uri.Scheme == Uri.UriSchemeHttps;
        Host = uri.IdnHost;
        HostText = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;
        Port = uri.Port;
        _isDefaultPort = uri.IsDefaultPort;
        PathAndQuery = uri.PathAndQuery;
        UserInfo = Uri.UnescapeDataString(uri.UserInfo);
    }

    /// <summary>What can be done there.</summary>
    public FeedEndpointKind Kind { get; }

    /// <summary>Whether it is <c>wss</c> or <c>https</c>.</summary>
    public bool IsSecure { get; }

    /// <summary>A name or an address, without brackets.</summary>
    public string Host { get; }

    public int Port { get; }

    /// <summary>Whether no network but this machine's own is crossed.</summary>
    public bool IsLoopback =>
        IPAddress.TryParse(Host, out IPAddress? address)
            ? IPAddress.IsLoopback(address)
            : Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    internal string PathAndQuery { get; }

    internal string UserInfo { get; }

    private string HostText { get; }

    /// <summary>For requests: without the user, which goes into a header.</summary>
    internal Uri HttpUri => new($"{(IsSecure ? "https" : "http")}://{HostText}:{Port}{PathAndQuery}");

    /// <summary>Reads <c>ws://</c> and <c>wss://</c>. The error never repeats what was given.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out FeedEndpoint? endpoint,
        [NotNullWhen(false)] out string? error
    )
    {
        if (
            TryParse(text, "neither with ws:// nor with wss://", out endpoint, out error)
            && endpoint.Kind == FeedEndpointKind.Http
        )
        {
            endpoint = null;
            error = "the endpoint is an http URL; events come over the node's ws:// or wss:// URL";
        }

        return endpoint is not null;
    }

    /// <summary>
    /// Reads <c>http://</c> and <c>https://</c> as well, where only questions are asked. The error never
    /// repeats what was given.
    /// </summary>
    public static bool TryParseAny(
        string text,
        [NotNullWhen(true)] out FeedEndpoint? endpoint,
        [NotNullWhen(false)] out string? error
    ) => TryParse(text, "with none of ws://, wss://, http:// and https://", out endpoint, out error);

    private static bool TryParse(
        string text,
        string schemes,
        [NotNullWhen(true)] out FeedEndpoint? endpoint,
        [NotNullWhen(false)] out string? error
    )
    {
        endpoint = null;
        error = Fault(text, schemes, out Uri? uri);
        if (error is null)
        {
            endpoint = new FeedEndpoint(uri!);
        }

        return endpoint is not null;
    }

    private static string? Fault(string text, string schemes, out Uri? uri)
    {
        if (LooksLikePrivateKey(text))
        {
            uri = null;
            return "that looks like a private key, which nothing here needs; an endpoint is a URL";
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out uri) || uri.Scheme.Length == 0)
        {
            return "the endpoint is not a URL; it looks like wss://host/path";
        }

        if (
            uri.Scheme != Uri.UriSchemeWs
            && uri.Scheme != Uri.UriSchemeWss
            && uri.Scheme != Uri.UriSchemeHttp
            && uri.Scheme != Uri.UriSchemeHttps
        )
        {
            return $"the endpoint begins {schemes}";
        }

        if (uri.IdnHost.Length == 0 || uri.Port is <= 0 or > ushort.MaxValue)
        {
            return "the endpoint names no host or a port that cannot be";
        }

        if (uri.Fragment.Length > 0)
        {
            return "the endpoint has a part after #, which a node's URL may not have";
        }

        return Ascii.IsValid(uri.PathAndQuery) && Ascii.IsValid(uri.IdnHost)
            ? null
            : "the endpoint holds characters that a URL must escape";
    }

    private static bool LooksLikePrivateKey(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan().Trim();
        digits = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        if (digits.Length != PrivateKeyDigits)
        {
            return false;
        }

        foreach (char digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// A text of somebody else without what this URL holds behind its host: a node may repeat a key in what
    /// it says.
    /// </summary>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts =
        [
            .. $"{PathAndQuery}&{UserInfo}"
                .Split(['/', '?', '&', '=', ':', ';'])
                .SelectMany(part => (string[])[part, Uri.UnescapeDataString(part)])
                .Where(part => part.Length >= KeyLengthMin)
                .OrderByDescending(part => part.Length),
        ];
        foreach (string part in parts)
        {
            text = text.Replace(part, "***", StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    /// <summary>The host, and the port where it is not the usual one.</summary>
    public override string ToString() => _isDefaultPort ? HostText : $"{HostText}:{Port}";
}
