using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace FastArb.Feed;

/// <summary>
/// Where a node's WebSocket is. Paths, queries and user names hold keys: no text of this type shows them.
/// </summary>
public sealed record FeedEndpoint
{
    // Shorter parts of a URL are words such as "ws" and "v2", which a text may hold for other reasons.
    private const int KeyLengthMin = 6;

    private readonly bool _isDefaultPort;

    private FeedEndpoint(Uri uri)
    {
        IsSecure = uri.Scheme == Uri.UriSchemeWss;
        Host = uri.IdnHost;
        HostText = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost}]" : uri.IdnHost;
        Port = uri.Port;
        _isDefaultPort = uri.IsDefaultPort;
        PathAndQuery = uri.PathAndQuery;
        UserInfo = Uri.UnescapeDataString(uri.UserInfo);
    }

    /// <summary>Whether it is <c>wss</c>.</summary>
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

    /// <summary>Reads <c>ws://</c> and <c>wss://</c>. The error never repeats what was given.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out FeedEndpoint? endpoint,
        [NotNullWhen(false)] out string? error
    )
    {
        endpoint = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme.Length == 0)
        {
            error = "the endpoint is not a URL; it looks like wss://host/path";
        }
        else if (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        {
            error = "the endpoint is an http URL; events come over the node's ws:// or wss:// URL";
        }
        else if (uri.Scheme != Uri.UriSchemeWs && uri.Scheme != Uri.UriSchemeWss)
        {
            error = "the endpoint begins neither with ws:// nor with wss://";
        }
        else if (uri.IdnHost.Length == 0 || uri.Port is <= 0 or > ushort.MaxValue)
        {
            error = "the endpoint names no host or a port that cannot be";
        }
        else if (uri.Fragment.Length > 0)
        {
            error = "the endpoint has a part after #, which a WebSocket URL may not have";
        }
        else if (!Ascii.IsValid(uri.PathAndQuery) || !Ascii.IsValid(uri.IdnHost))
        {
            error = "the endpoint holds characters that a URL must escape";
        }
        else
        {
            endpoint = new FeedEndpoint(uri);
            error = null;
            return true;
        }

        return false;
    }

    /// <summary>
    /// A text of somebody else without what this URL holds behind its host: a node may repeat a key in
    /// what it
    /// says.
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
