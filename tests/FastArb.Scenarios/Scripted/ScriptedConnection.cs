using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace FastArb.Scenarios.Scripted;

/// <summary>
/// A client's connection to a <see cref="ScriptedNode"/>. A script decides what is sent, down to the byte;
/// sends of several tasks do not mix.
/// </summary>
internal sealed class ScriptedConnection : IDisposable
{
    private const string HandshakeSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>The payload of a ping whose pong completes <see cref="LastPong"/>.</summary>
    public const string LastPing = "the last one";

    private readonly TaskCompletionSource _lastPong = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket _socket;
    private readonly BufferedStream _received;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationToken _stopped;

    public ScriptedConnection(Socket socket, CancellationToken stopped)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _received = new BufferedStream(new NetworkStream(socket, ownsSocket: false));
        _stopped = stopped;
    }

    /// <summary>When the node stops; scripts that wait give it to what they wait for.</summary>
    public CancellationToken Stopped => _stopped;

    /// <summary>The client's lines: the request, then the headers.</summary>
    public IReadOnlyList<string> Handshake { get; private set; } = [];

    public int PongCount { get; private set; }

    public Task LastPong => _lastPong.Task;

    /// <summary>What the client's close frame said; -1 if it was empty, null while there is none.</summary>
    public int? CloseCode { get; private set; }

    public void Dispose()
    {
        _received.Dispose();
        _socket.Dispose();
        _sending.Dispose();
    }

    /// <summary>Reads the client's handshake and accepts it.</summary>
    public async Task AcceptAsync()
    {
        await ReadHandshakeAsync();
        const string Name = "Sec-WebSocket-Key:";
        string key = Handshake
            .First(line => line.StartsWith(Name, StringComparison.OrdinalIgnoreCase))[Name.Length..]
            .Trim();
#pragma warning disable CA5350 // The protocol prescribes SHA-1; nothing secret hangs on it.
        byte[] accept = SHA1.HashData(Encoding.ASCII.GetBytes(key + HandshakeSuffix));
#pragma warning restore CA5350
        await SendAsync(
            Encoding.ASCII.GetBytes(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + $"Sec-WebSocket-Accept: {Convert.ToBase64String(accept)}\r\n\r\n"
            )
        );
    }

    /// <summary>Reads the client's handshake and answers with something else.</summary>
    public async Task RefuseAsync(int status, string reason, params string[] headers)
    {
        await ReadHandshakeAsync();
        string lines = string.Concat(headers.Select(header => header + "\r\n"));
        string answer = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {reason}\r\n{lines}Content-Length: 0\r\nConnection: close\r\n\r\n"
        );
        await SendAsync(Encoding.ASCII.GetBytes(answer));
    }

    /// <summary>Bytes as they are.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes) => SendAsync([bytes]);

    public Task SendTextAsync(string message) => SendAsync(ServerFrames.Text(message));

    /// <summary>Each piece goes to the system by itself, without delay, and nothing comes between.</summary>
    public async Task SendAsync(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        await _sending.WaitAsync(_stopped);
        try
        {
            foreach (ReadOnlyMemory<byte> piece in pieces)
            {
                for (ReadOnlyMemory<byte> left = piece; !left.IsEmpty; )
                {
                    left = left[await _socket.SendAsync(left, _stopped)..];
                }
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next text message; null once the client has said goodbye or is gone.</summary>
    public async Task<string?> ReceiveAsync()
    {
        List<byte> message = [];
        while (await ReadFrameAsync() is var (code, final, payload))
        {
            switch (code)
            {
                case ServerFrames.PingCode:
                    await SendAsync(ServerFrames.Frame(ServerFrames.PongCode, payload, final: true));
                    break;
                case ServerFrames.PongCode:
                    PongCount++;
                    if (Encoding.UTF8.GetString(payload) == LastPing)
                    {
                        _lastPong.TrySetResult();
                    }

                    break;
                case ServerFrames.CloseCode:
                    CloseCode = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : -1;
                    return null;
                default:
                    message.AddRange(payload);
                    if (final)
                    {
                        return Encoding.UTF8.GetString([.. message]);
                    }

                    break;
            }
        }

        return null;
    }

    /// <summary>Answers requests until the client goes. A null answer sends nothing.</summary>
    public async Task ServeAsync(Func<ScriptedRequest, ValueTask<string?>> answer)
    {
        while (await ReceiveAsync() is { } message)
        {
            List<string> answers = [];
            foreach (ScriptedRequest request in ScriptedRequest.ParseAll(message))
            {
                if (await answer(request) is { } text)
                {
                    answers.Add(text);
                }
            }

            if (answers.Count > 0)
            {
                string all = string.Join(',', answers);
                await SendTextAsync(message.StartsWith('[') ? $"[{all}]" : all);
            }
        }
    }

    /// <summary>Ends the connection with a RST, as a machine does that has lost its memory.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    /// <summary>Ends our direction with a FIN, without a close frame.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    private async Task ReadHandshakeAsync()
    {
        List<byte> read = [];
        byte[] one = new byte[1];
        while (!read.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await _received.ReadExactlyAsync(one, _stopped);
            read.Add(one[0]);
        }

        Handshake = Encoding.ASCII.GetString([.. read]).TrimEnd().Split("\r\n");
    }

    private async Task<(byte Code, bool Final, byte[] Payload)?> ReadFrameAsync()
    {
        try
        {
            byte[] header = await ReadAsync(2);
            int length = header[1] & 0x7F;
            if (length == 126)
            {
                length = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2));
            }
            else if (length == 127)
            {
                length = checked((int)BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8)));
            }

            // A client must mask; whether it does is for the tests of the client to say.
            byte[] mask = (header[1] & 0x80) != 0 ? await ReadAsync(4) : new byte[4];
            byte[] payload = await ReadAsync(length);
            for (int i = 0; i < payload.Length; i++)
            {
                payload[i] ^= mask[i & 3];
            }

            return ((byte)(header[0] & 0x0F), (header[0] & 0x80) != 0, payload);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        await _received.ReadExactlyAsync(bytes, _stopped);
        return bytes;
    }
}
