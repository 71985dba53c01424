using System.Security.Cryptography;
using System.Text;

namespace FastArb.Feed.Internals;

/// <summary>The request that turns an HTTP connection into a WebSocket. No extension is offered.</summary>
internal sealed class UpgradeRequest
{
    private const int KeyBytes = 16;
    private const string Salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public UpgradeRequest(FeedEndpoint endpoint)
    {
        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));
        ExpectedAccept = AcceptOf(key);
        string user = Convert.ToBase64String(Encoding.UTF8.GetBytes(endpoint.UserInfo));
        string authorization = user.Length == 0 ? string.Empty : $"Authorization: Basic {user}\r\n";
        Bytes = Encoding.ASCII.GetBytes(
            $"GET {endpoint.PathAndQuery} HTTP/1.1\r\n"
                + $"Host: {endpoint}\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + $"Sec-WebSocket-Key: {key}\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + authorization
                + "\r\n"
        );
    }

    public byte[] Bytes { get; }

    /// <summary>What the node must answer, to show that it has read the key.</summary>
    public string ExpectedAccept { get; }

    public static string AcceptOf(string key)
    {
        // RFC 6455 asks for SHA-1, as proof of having read the key and of nothing else.
#pragma warning disable CA5350
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Salt)));
#pragma warning restore CA5350
    }
}
