using System.Buffers.Binary;

namespace FastArb.Tests.Feed.WebSocket;

/// <summary>Writes the frames of a server, legal or not.</summary>
internal static class ServerFrames
{
    public const byte Fin = 0x80;
    public const byte Text = 0x1;
    public const byte Ping = 0x9;

    public static byte[] Frame(int first, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[payload.Length + HeadBytes(payload.Length)];
        frame[0] = (byte)first;
        if (payload.Length < 126)
        {
            frame[1] = (byte)payload.Length;
        }
        else if (payload.Length < 0x10000)
        {
            frame[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }
        else
        {
            frame[1] = 127;
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
        }

        payload.CopyTo(frame.AsSpan(frame.Length - payload.Length));
        return frame;
    }

    public static byte[] WholeText(ReadOnlySpan<byte> payload) => Frame(Fin | Text, payload);

    /// <summary>A message in pieces of drawn sizes, with drawn pings between the pieces.</summary>
    public static void Fragmented(
        ReadOnlySpan<byte> message,
        SeededBits bits,
        List<byte> stream,
        List<(char Kind, byte[] Payload)> expected
    )
    {
        byte[] whole = message.ToArray();
        int first = Text;
        while (true)
        {
            int piece = Math.Min(message.Length, (int)(bits.NextUInt64() % 300));
            bool isLast = piece == message.Length && bits.NextUInt64() % 2 == 0;
            stream.AddRange(Frame(first | (isLast ? Fin : 0), message[..piece]));
            first = 0;
            message = message[piece..];
            if (isLast)
            {
                expected.Add(('m', whole));
                return;
            }

            if (bits.NextUInt64() % 2 == 0)
            {
                byte[] ping = new byte[bits.NextUInt64() % 126];
                ping.AsSpan().Fill((byte)bits.NextUInt64());
                stream.AddRange(Frame(Fin | Ping, ping));
                expected.Add(('p', ping));
            }
        }
    }

    private static int HeadBytes(int length) =>
        length < 126 ? 2
        : length < 0x10000 ? 4
        : 10;
}
