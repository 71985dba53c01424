using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FastArb.Perf;

/// <summary>
/// The floor: reads the socket, finds the frames and their stamps at the places that it was told, and decodes
/// nothing.
/// </summary>
internal static class RawReceiver
{
    private const int ReceiveBytes = 4 << 20;

    public static void Run(int port, bool busy, EventClock clock)
    {
        RecordedFrames recorded = RecordedFrames.Read();
        Stamps stamps = new(recorded);
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.ReceiveBufferSize = ReceiveBytes;
        socket.NoDelay = true;
        socket.Connect(IPAddress.Loopback, port);
        byte[] buffer = new byte[1 << 20];
        int length = ShakeHands(socket, buffer, out int at);
        socket.Blocking = !busy;
        while (true)
        {
            while (TryFrame(buffer.AsSpan(at, length - at), out ReadOnlySpan<byte> payload, out int size))
            {
                at += size;
                clock.OnFrame();
                if (stamps.TryFind(payload, out long stamp))
                {
                    clock.OnLog(stamp);
                }
            }

            if (length - at >= 2 && buffer[at] == 0x88)
            {
                clock.End();
                return;
            }

            buffer.AsSpan(at, length - at).CopyTo(buffer);
            length -= at;
            at = 0;
            length += Receive(socket, buffer.AsSpan(length));
        }
    }

    private static int Receive(Socket socket, Span<byte> buffer)
    {
        while (true)
        {
            int received = socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (received > 0)
            {
                return received;
            }

            if (error is not SocketError.WouldBlock)
            {
                throw new InvalidDataException($"the stream ended without a close frame: {error}");
            }
        }
    }

    // What came behind the head of the answer already belongs to the stream.
    private static int ShakeHands(Socket socket, byte[] buffer, out int streamAt)
    {
        socket.Send(
            Encoding.ASCII.GetBytes(
                "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            )
        );
        int length = 0;
        int end;
        while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            length += Receive(socket, buffer.AsSpan(length));
        }

        streamAt = end + 4;
        return length;
    }

    // All frames of the sender are text of 126 to 65,535 bytes, whole and unmasked.
    private static bool TryFrame(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload, out int size)
    {
        const int header = 4;
        payload = default;
        size = 0;
        if (bytes.Length < header || bytes[0] != 0x81)
        {
            return false;
        }

        size = header + BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (bytes.Length < size)
        {
            return false;
        }

        payload = bytes[header..size];
        return true;
    }

    // The kinds of frames differ in length enough to be told apart by it.
    private sealed class Stamps(RecordedFrames recorded)
    {
        private const int PlaceDigitsMax = 8;

        private readonly int _syncLength = recorded.Sync.Length;
        private readonly int _swapLength = recorded.Swap.Length;
        private readonly int _syncAt = BlockImage.StampAt(recorded.Sync);
        private readonly int _swapAt = BlockImage.StampAt(recorded.Swap);

        public bool TryFind(ReadOnlySpan<byte> payload, out long stamp)
        {
            stamp = 0;
            int at =
                payload.Length <= _syncLength + PlaceDigitsMax ? _syncAt
                : payload.Length <= _swapLength + PlaceDigitsMax ? _swapAt
                : 0;
            foreach (byte digit in payload.Slice(at, at == 0 ? 0 : BlockImage.StampDigits))
            {
                stamp = (stamp << 4) | (uint)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
            }

            return at != 0;
        }
    }
}
