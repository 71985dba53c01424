using System.Buffers.Binary;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <summary>Sending: masked, in one frame, through one buffer.</summary>
public sealed partial class WebSocketConnection
{
    private const int SendBufferBytes = 16 * 1024;
    private const int Length16 = 126;
    private const int Length64 = 127;
    private const byte FinBit = 0x80;
    private const byte MaskBit = 0x80;

    private readonly byte[] _sendBuffer = new byte[SendBufferBytes];
    private readonly MaskKeys _maskKeys = new();
    private bool _isSending;

    public long MessagesSent { get; private set; }

    public long PingsSent { get; private set; }

    public long PingsReceived { get; private set; }

    public long PongsReceived { get; private set; }

    /// <summary>
    /// Sends a text message, and returns when the kernel has taken it. Where that fails the connection
    /// is over, as
    /// the next <see cref="Receive"/> says.
    /// </summary>
    public void SendText(ReadOnlySpan<byte> utf8)
    {
        if (SendFrame(FrameOpcode.Text, utf8))
        {
            MessagesSent++;
        }
    }

    private void SendPing()
    {
        PingsSent++;
        SendFrame(FrameOpcode.Ping, []);
    }

    private bool SendFrame(byte opcode, ReadOnlySpan<byte> payload)
    {
        if (CloseCause != WebSocketCloseCause.None || _isCloseSent)
        {
            return false;
        }

        SocketOutcome outcome = WriteFrame(opcode, payload);
        if (outcome != SocketOutcome.Done)
        {
            OnSendEnd(outcome);
        }

        return outcome == SocketOutcome.Done;
    }

    private SocketOutcome WriteFrame(byte opcode, ReadOnlySpan<byte> payload)
    {
        if (_isSending)
        {
            throw new InvalidOperationException("The idle hook sends while a frame is half sent.");
        }

        _isSending = true;
        uint key = _maskKeys.Next();
        int used = WriteHead(_sendBuffer, opcode, payload.Length, key);
        SocketOutcome outcome;
        do
        {
            // Pieces of whole mask keys, so that each begins with the key's first byte.
            int piece = Math.Min(payload.Length, (SendBufferBytes - used) & ~(sizeof(uint) - 1));
            FrameMask.Apply(payload[..piece], _sendBuffer.AsSpan(used), key);
            payload = payload[piece..];
            outcome = _transport.Send(_sendBuffer, used + piece);
            used = 0;
        } while (outcome == SocketOutcome.Done && payload.Length > 0);

        _isSending = false;
        return outcome;
    }

    private static int WriteHead(Span<byte> head, byte opcode, int length, uint key)
    {
        int used = 2;
        head[0] = (byte)(FinBit | opcode);
        if (length < Length16)
        {
            head[1] = (byte)(MaskBit | length);
        }
        else if (length <= ushort.MaxValue)
        {
            head[1] = MaskBit | Length16;
            BinaryPrimitives.WriteUInt16BigEndian(head[used..], (ushort)length);
            used += sizeof(ushort);
        }
        else
        {
            head[1] = MaskBit | Length64;
            BinaryPrimitives.WriteInt64BigEndian(head[used..], length);
            used += sizeof(long);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(head[used..], key);
        return used + sizeof(uint);
    }
}
