using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using FastArb.Feed;

namespace FastArb.Benchmarks;

/// <summary>
/// Text messages of 700 bytes through a loopback socket, the sender on the same thread: a batch is
/// written into
/// the kernel, then read. The difference between the two is the client's.
/// </summary>
[MemoryDiagnoser]
public class WebSocketConnection_Frames : IDisposable
{
    private const int Batch = 64;
    private const int MessageBytes = 700;

    private readonly byte[] _frames = new byte[Batch * (MessageBytes + 4)];
    private readonly byte[] _raw = new byte[128 * 1024];
    private Socket? _sender;
    private Socket? _rawSender;
    private Socket? _rawReader;
    private WebSocketConnection? _connection;

    [GlobalSetup]
    public void Connect()
    {
        for (int at = 0; at < _frames.Length; at += MessageBytes + 4)
        {
            _frames.AsSpan(at, MessageBytes + 4).Fill((byte)'x');
            ((ReadOnlySpan<byte>)[0x81, 126, MessageBytes >> 8, MessageBytes & 0xFF]).CopyTo(
                _frames.AsSpan(at)
            );
        }

        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        IPEndPoint address = (IPEndPoint)listener.LocalEndpoint;
        _rawReader = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _rawReader.Connect(address);
        _rawSender = listener.AcceptSocket();
        Task<Socket> accepted = Task.Run(() => Accept(listener));
        if (!FeedEndpoint.TryParse($"ws://{address}/", out FeedEndpoint? endpoint, out string? error))
        {
            throw new InvalidOperationException(error);
        }

        _connection = WebSocketConnection.Connect(endpoint, new WebSocketOptions(), new NeverIdle());
        _sender = accepted.Result;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _connection?.Dispose();
        _sender?.Dispose();
        _rawSender?.Dispose();
        _rawReader?.Dispose();
    }

    /// <summary>The floor: the kernel alone.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Batch)]
    public int Bytes_alone()
    {
        _rawSender!.Send(_frames);
        int received = 0;
        while (received < _frames.Length)
        {
            received += _rawReader!.Receive(_raw);
        }

        return received;
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public int Messages()
    {
        _sender!.Send(_frames);
        int messages = 0;
        while (messages < Batch)
        {
            if (_connection!.TryReadMessage(out _))
            {
                messages++;
            }
            else
            {
                _connection.Receive();
            }
        }

        return messages;
    }

    private static Socket Accept(TcpListener listener)
    {
        Socket socket = listener.AcceptSocket();
        byte[] request = new byte[4096];
        int length = 0;
        do
        {
            length += socket.Receive(request.AsSpan(length));
        } while (!request.AsSpan(0, length).EndsWith("\r\n\r\n"u8));

        string key = Encoding
            .ASCII.GetString(request, 0, length)
            .Split("\r\n")
            .Single(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))[19..];
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1.
        byte[] accept = SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
#pragma warning restore CA5350
        socket.Send(
            Encoding.ASCII.GetBytes(
                "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + $"Sec-WebSocket-Accept: {Convert.ToBase64String(accept)}\r\n\r\n"
            )
        );
        return socket;
    }

    private sealed class NeverIdle : IReceiveIdle
    {
        public long NextDue => long.MaxValue;

        public bool OnIdle(long now) => true;
    }
}
