using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace FastArb.Simulation.Internals;

/// <summary>A client's socket: what it says goes to the node, what the node delivers goes out.</summary>
internal sealed partial class ServedClient : IDisposable
{
    private const int MessageBytesMax = 1 << 20;
    private const int PendingBytesMax = 64 << 20;
    private const string KeyEnd = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static readonly TimeSpan s_goodbyeMax = TimeSpan.FromSeconds(2);

    private readonly NodeServer _server;
    private readonly Socket _socket;
    private readonly ClientBytes _input;
    private readonly CancellationTokenSource _noMoreInput = new();
    private readonly Channel<(NodeDelivery Delivery, bool IsFrame)> _outgoing = Channel.CreateUnbounded<(
        NodeDelivery,
        bool
    )>(new UnboundedChannelOptions { SingleReader = true });
    private long _pendingBytes;
    private bool _isLast;

    public ServedClient(NodeServer server, Socket socket)
    {
        _server = server;
        _socket = socket;
        _socket.NoDelay = true;
        _input = new ClientBytes(socket);
    }

    /// <summary>As the node numbers it; 0 before it is open.</summary>
    public int Connection { get; set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await ServeAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception gone)
            when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client went, or was sent away.
        }
        finally
        {
            _server.OnClosed(this);
            Dispose();
        }
    }

    /// <summary>The node's lock is held: what is posted goes out in this order.</summary>
    public void Post(NodeDelivery delivery)
    {
        // One who reads nothing must not fill our memory.
        if (Interlocked.Add(ref _pendingBytes, delivery.Bytes.Length) > PendingBytesMax)
        {
            Dispose();
            return;
        }

        _outgoing.Writer.TryWrite((delivery, false));
    }

    public void Dispose()
    {
        _outgoing.Writer.TryComplete();
        _socket.Dispose();
        _noMoreInput.Dispose();
    }

    private async Task ServeAsync(CancellationToken cancellation)
    {
        string[]? head = await _input.ReadHeadAsync(cancellation).ConfigureAwait(false);
        if (head is null)
        {
            await HangUpAsync(cancellation).ConfigureAwait(false);
            return;
        }

        ClientRequest request = new(head);
        bool isWebSocket = request is { Method: "GET", HasPath: true, IsUpgrade: true };
        NodeTransport transport = isWebSocket ? NodeTransport.WebSocket : NodeTransport.Http;
        if (!_server.TryOpen(this, transport, out NodeRefusal refusal))
        {
            await RefuseAsync(refusal, cancellation).ConfigureAwait(false);
            return;
        }

        if (isWebSocket)
        {
            await SendAsync(Encoding.ASCII.GetBytes(Accept(request)), cancellation).ConfigureAwait(false);
        }

        Task output = WriteAsync(transport, cancellation);
        _server.OnReady();
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation,
            _noMoreInput.Token
        );
        try
        {
            await (
                isWebSocket ? ReadFramesAsync(both.Token) : ReadRequestsAsync(request, both.Token)
            ).ConfigureAwait(false);
            _outgoing.Writer.TryComplete();
        }
        catch (OperationCanceledException) when (_noMoreInput.IsCancellationRequested)
        {
            // The output ends it.
        }

        await output.ConfigureAwait(false);
        if (!_noMoreInput.IsCancellationRequested)
        {
            await HangUpAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static string Accept(ClientRequest request)
    {
        // RFC 6455 wants SHA-1; nothing secret hangs on it.
#pragma warning disable CA5350
        byte[] hash = SHA1.HashData(Encoding.ASCII.GetBytes(request.Header("Sec-WebSocket-Key") + KeyEnd));
#pragma warning restore CA5350
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Accept: {Convert.ToBase64String(hash)}\r\n\r\n";
    }

    private async Task RefuseAsync(NodeRefusal refusal, CancellationToken cancellation)
    {
        switch (refusal.Kind)
        {
            case NodeRefusalKind.Reset:
                Reset();
                break;
            case NodeRefusalKind.Hang:
                await IgnoreAsync(cancellation).ConfigureAwait(false);
                break;
            default:
                await SendAsync(StatusText(refusal.Status, refusal.RetryAfterSeconds), cancellation)
                    .ConfigureAwait(false);
                await HangUpAsync(cancellation).ConfigureAwait(false);
                break;
        }
    }

    private async Task ReadRequestsAsync(ClientRequest first, CancellationToken cancellation)
    {
        ClientRequest request = first;
        while (true)
        {
            int fault =
                !request.HasPath ? 404
                : request.Method != "POST" ? 405
                : request.ContentLength < 0 ? 411
                : request.ContentLength > MessageBytesMax ? 413
                : 0;
            if (fault != 0)
            {
                _isLast = true;
                _outgoing.Writer.TryWrite(
                    (new NodeDelivery(Connection, NodeDeliveryKind.HttpStatus, default, fault), false)
                );
                return;
            }

            if (request.ExpectsContinue)
            {
                await SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellation)
                    .ConfigureAwait(false);
            }

            byte[] body = new byte[request.ContentLength];
            if (!await _input.ReadAsync(body, cancellation).ConfigureAwait(false))
            {
                return;
            }

            _isLast = request.IsLast;
            _server.OnMessage(Connection, body);
            if (await _input.ReadHeadAsync(cancellation).ConfigureAwait(false) is not string[] head)
            {
                return;
            }

            request = new ClientRequest(head);
        }
    }

    private static byte[] StatusText(int status, int retryAfterSeconds)
    {
        string reason = status switch
        {
            401 => "Unauthorized",
            402 => "Payment Required",
            404 => "Not Found",
            405 => "Method Not Allowed",
            411 => "Length Required",
            413 => "Content Too Large",
            429 => "Too Many Requests",
            503 => "Service Unavailable",
            _ => "Refused",
        };
        string number = status.ToString(CultureInfo.InvariantCulture);
        string retry =
            retryAfterSeconds > 0
                ? $"Retry-After: {retryAfterSeconds.ToString(CultureInfo.InvariantCulture)}\r\n"
                : string.Empty;
        return Encoding.ASCII.GetBytes($"HTTP/1.1 {number} {reason}\r\n{retry}Content-Length: 0\r\n\r\n");
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0)
        {
            int sent = await _socket.SendAsync(bytes, SocketFlags.None, cancellation).ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }
}
