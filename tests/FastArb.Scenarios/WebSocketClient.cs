using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace FastArb.Scenarios;

/// <summary>.NET's own WebSocket client: the second opinion on what is on the wire.</summary>
internal sealed class WebSocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    public WebSocketState State => _socket.State;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<WebSocketClient> ConnectAsync(Uri endpoint, CancellationToken cancellation)
    {
        WebSocketClient client = new();
        try
        {
            await client._socket.ConnectAsync(endpoint, cancellation);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public void Dispose() => _socket.Dispose();

    public Task SendAsync(string message, CancellationToken cancellation) =>
        _socket.SendAsync(
            Encoding.UTF8.GetBytes(message),
            WebSocketMessageType.Text,
            endOfMessage: true,
            cancellation
        );

    /// <summary>The next message; null when the server has said goodbye.</summary>
    public async Task<string?> ReceiveAsync(CancellationToken cancellation)
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(
                _buffer.AsMemory(length),
                cancellation
            );
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_buffer, 0, length);
            }
        }
    }

    public async Task<JsonNode> ReceiveJsonAsync(CancellationToken cancellation) =>
        JsonNode.Parse(await ReceiveAsync(cancellation) ?? throw new IOException("the server has gone"))!;

    /// <summary>Subscribes and gives the subscription's id; nothing may come before the answer.</summary>
    public async Task<string> SubscribeAsync(string parameters, CancellationToken cancellation)
    {
        await SendAsync(
            $$"""{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":{{parameters}}}""",
            cancellation
        );
        return (await ReceiveJsonAsync(cancellation))["result"]!.GetValue<string>();
    }
}
