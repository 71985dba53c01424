using System.Buffers.Binary;
using System.Text;

namespace FastArb.Scenarios.Scripted;

/// <summary>WebSocket frames as a server sends them, unmasked: the good ones, and bytes to spoil.</summary>
internal static class ServerFrames
{
    public const byte Continuation = 0;
    public const byte TextCode = 1;
    public const byte CloseCode = 8;
    public const byte PingCode = 9;
    public const byte PongCode = 10;

    public static byte[] Text(string message) =>
        Frame(TextCode, Encoding.UTF8.GetBytes(message), final: true);

    public static byte[] Ping(string payload) =>
        Frame(PingCode, Encoding.UTF8.GetBytes(payload), final: true);

    public static byte[] Close(ushort code, string reason)
    {
        byte[] payload = [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(reason)];
        return Frame(CloseCode, payload, final: true);
    }

    /// <summary>
    /// One message in several frames, which may cut characters; a ping follows each but the last.
    /// </summary>
    public static byte[] Fragments(string message, IEnumerable<int> cuts, string? pingBetween)
    {
        byte[] payload = Encoding.UTF8.GetBytes(message);
        List<byte> frames = [];
        int begin = 0;
        foreach (int cut in cuts)
        {
            frames.AddRange(Frame(begin == 0 ? TextCode : Continuation, payload.AsSpan(begin..cut), false));
            frames.AddRange(pingBetween is null ? [] : Ping(pingBetween));
            begin = cut;
        }

        frames.AddRange(Frame(begin == 0 ? TextCode : Continuation, payload.AsSpan(begin), final: true));
        return [.. frames];
    }

    /// <summary>Any frame, also one that the protocol forbids.</summary>
    public static byte[] Frame(byte code, ReadOnlySpan<byte> payload, bool final)
    {
        byte[] header = payload.Length switch
        {
            < 126 => [0, (byte)payload.Length],
            <= ushort.MaxValue => [0, 126, 0, 0],
            _ => [0, 127, 0, 0, 0, 0, 0, 0, 0, 0],
        };
        header[0] = (byte)(code | (final ? 0x80 : 0));
        if (header.Length == 4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)payload.Length);
        }
        else if (header.Length == 10)
        {
            BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(2), payload.Length);
        }

        return [.. header, .. payload];
    }
}
