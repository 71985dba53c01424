using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using FastArb.Feed.Internals;

namespace FastArb.Scenarios.WebSocket;

/// <summary>The server's end of one connection.</summary>
internal sealed class ServedConnection(Socket socket, Stream stream)
{
    public Socket Socket => socket;

    public Stream Stream => stream;

    /// <summary>The request's lines, up to the empty one.</summary>
    public string ReadRequest()
    {
        StringBuilder request = new();
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int value = stream.ReadByte();
            if (value < 0)
            {
                throw new IOException("The client hung up.");
            }

            request.Append((char)value);
        }

        return request.ToString();
    }

    /// <summary>Reads the request and answers it properly.</summary>
    public string Accept()
    {
        string request = ReadRequest();
        Write(AcceptingAnswer(request));
        return request;
    }

    public static string AcceptingAnswer(string request)
    {
        const string KeyHeader = "Sec-WebSocket-Key: ";
        string line = request.Split("\r\n").Single(l => l.StartsWith(KeyHeader, StringComparison.Ordinal));
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Accept: {UpgradeRequest.AcceptOf(line[KeyHeader.Length..])}\r\n\r\n";
    }

    public void Write(string text) => stream.Write(Encoding.Latin1.GetBytes(text));

    public void WriteFrame(int first, ReadOnlySpan<byte> payload)
    {
        Span<byte> head = stackalloc byte[10];
        head[0] = (byte)first;
        int length = 2;
        if (payload.Length < 126)
        {
            head[1] = (byte)payload.Length;
        }
        else if (payload.Length < 0x10000)
        {
            head[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)payload.Length);
            length = 4;
        }
        else
        {
            head[1] = 127;
            BinaryPrimitives.WriteInt64BigEndian(head[2..], payload.Length);
            length = 10;
        }

        stream.Write([.. head[..length], .. payload]);
    }

    public void WriteText(string text) => WriteFrame(0x81, Encoding.UTF8.GetBytes(text));

    /// <summary>A frame of the client, which must be masked, unmasked.</summary>
    public (int First, byte[] Payload) ReadFrame()
    {
        byte[] head = new byte[2];
        stream.ReadExactly(head);
        if ((head[1] & 0x80) == 0)
        {
            throw new InvalidDataException("A frame of the client is not masked.");
        }

        int length = head[1] & 0x7F;
        if (length >= 126)
        {
            byte[] longer = new byte[length == 126 ? 2 : 8];
            stream.ReadExactly(longer);
            length = longer.Aggregate(0, (sum, value) => (sum << 8) | value);
        }

        byte[] key = new byte[4];
        stream.ReadExactly(key);
        byte[] payload = new byte[length];
        stream.ReadExactly(payload);
        FrameMask.Apply(payload, payload, BinaryPrimitives.ReadUInt32LittleEndian(key));
        return (head[0], payload);
    }

    /// <summary>Reads until the client hangs up.</summary>
    public void ReadToEnd()
    {
        byte[] rest = new byte[4096];
        while (stream.Read(rest, 0, rest.Length) > 0)
        {
            // What comes is of no interest here.
        }
    }
}
