using System.Globalization;

namespace FastArb.Simulation.Internals;

/// <summary>The head of an HTTP request.</summary>
internal sealed class ClientRequest
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    public ClientRequest(string[] lines)
    {
        string[] first = lines[0].Split(' ');
        (Method, Path, Version) = first.Length == 3 ? (first[0], first[1], first[2]) : ("", "", "");
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                _headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            }
        }
    }

    public string Method { get; }

    public string Path { get; }

    public string Version { get; }

    /// <summary>Whether it names a place here: any is as good, so that a path may be a key.</summary>
    public bool HasPath => Path.StartsWith('/');

    public bool IsUpgrade =>
        Header("Upgrade").Equals("websocket", StringComparison.OrdinalIgnoreCase)
        && Header("Sec-WebSocket-Version") == "13"
        && Header("Sec-WebSocket-Key").Length > 0;

    public bool IsLast =>
        Version != "HTTP/1.1" || Header("Connection").Equals("close", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the client waits to be told that it may send the body.</summary>
    public bool ExpectsContinue =>
        Header("Expect").Equals("100-continue", StringComparison.OrdinalIgnoreCase);

    /// <summary>Negative where it is not said.</summary>
    public long ContentLength =>
        long.TryParse(
            Header("Content-Length"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long length
        )
            ? length
            : -1;

    public string Header(string name) => _headers.GetValueOrDefault(name, string.Empty);
}
