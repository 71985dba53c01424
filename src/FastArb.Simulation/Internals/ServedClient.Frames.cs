using System.Buffers;
using System.Buffers.Binary;

namespace FastArb.Simulation.Internals;

/// <content>WebSocket frames of a client (RFC 6455).</content>
internal sealed partial class ServedClient
{
    private const int OpcodeText = 1;
    private const int OpcodeClose = 8;
    private const int OpcodePing = 9;
    private const int OpcodePong = 10;
    private const int ProtocolError = 1002;
    private const int Unsupported = 1003;
    private const int TooBig = 1009;

    private async Task ReadFramesAsync(CancellationToken cancellation)
    {
        ArrayBufferWriter<byte> message = new();
        byte[] head = new byte[14];
        while (await _input.ReadAsync(head.AsMemory(0, 2), cancellation).ConfigureAwait(false))
        {
            int opcode = head[0] & 0x0F;
            bool isLast = (head[0] & 0x80) != 0;
            int extra = (head[1] & 0x7F) switch
            {
                126 => 2,
                127 => 8,
                _ => 0,
            };
            bool isMasked = (head[1] & 0x80) != 0;
            if (
                !isMasked
                || !await _input.ReadAsync(head.AsMemory(2, extra + 4), cancellation).ConfigureAwait(false)
            )
            {
                PostClose(ProtocolError);
                return;
            }

            ulong length = extra switch
            {
                2 => BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2)),
                8 => BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(2)),
                _ => (ulong)(head[1] & 0x7F),
            };
            if (length > (ulong)(MessageBytesMax - message.WrittenCount))
            {
                PostClose(TooBig);
                return;
            }

            byte[] payload = new byte[length];
            if (!await _input.ReadAsync(payload, cancellation).ConfigureAwait(false))
            {
                return;
            }

            for (int i = 0; i < payload.Length; i++)
            {
                payload[i] ^= head[2 + extra + (i & 3)];
            }

            if (!Take(opcode, isLast, payload, message))
            {
                return;
            }
        }
    }

    private bool Take(int opcode, bool isLast, byte[] payload, ArrayBufferWriter<byte> message)
    {
        switch (opcode)
        {
            case 0:
            case OpcodeText:
                message.Write(payload);
                if (isLast)
                {
                    _server.OnMessage(Connection, message.WrittenSpan);
                    message.ResetWrittenCount();
                }

                return true;
            case OpcodePing when payload.Length < 126:
                PostFrame([0x80 | OpcodePong, (byte)payload.Length, .. payload]);
                return true;
            case OpcodePong:
                return true;
            case OpcodeClose when payload.Length < 126:
                PostFrame([0x80 | OpcodeClose, (byte)payload.Length, .. payload]);
                return false;
            default:
                PostClose(opcode == 2 ? Unsupported : ProtocolError);
                return false;
        }
    }

    private void PostClose(int code) => PostFrame([0x80 | OpcodeClose, 2, (byte)(code >> 8), (byte)code]);

    private void PostFrame(byte[] frame)
    {
        Interlocked.Add(ref _pendingBytes, frame.Length);
        _outgoing.Writer.TryWrite((new NodeDelivery(Connection, NodeDeliveryKind.CutFrame, frame), true));
    }
}
