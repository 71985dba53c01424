using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FastArb.Simulation.Internals;

namespace FastArb.Simulation;

/// <content>What happens to a message on its way out.</content>
public sealed partial class SimulatedNode
{
    // An answer that waits for notifications comes without them after this long.
    private const long EarlyWaitMs = 1_000;

    private static readonly FaultKind[] s_cuts =
    [
        FaultKind.CutReset,
        FaultKind.CutHangUp,
        FaultKind.CutClose,
        FaultKind.CutFrame,
        FaultKind.CutSilence,
    ];

    private void SendAnswer(NodeConnection to, byte[] answer, long now)
    {
        if (_subscribed is not NodeSubscription subscription || _faults.EarlyCount <= 0)
        {
            Send(to, answer, now);
            return;
        }

        subscription.EarlyLeft = _faults.EarlyCount;
        subscription.HeldAnswer = answer;
        NodeDelivery text = new(to.Id, NodeDeliveryKind.Text, answer);
        Enqueue(new QueuedDelivery(text, HeldAnswerOf: subscription), now + (EarlyWaitMs * NanosecondsPerMs));
    }

    private void SendNotification(
        NodeConnection to,
        NodeSubscription subscription,
        byte[] text,
        long now,
        long late
    )
    {
        if (_hasFaults)
        {
            bool isHead = subscription.Filter is null;
            if (_draws.Hits(_faults, isHead ? FaultKind.SilentHeads : FaultKind.SilentLogs))
            {
                subscription.IsSilent = true;
                return;
            }

            if (_draws.Hits(_faults, isHead ? FaultKind.DropHead : FaultKind.DropLog))
            {
                return;
            }

            if (_draws.Hits(_faults, FaultKind.Duplicate))
            {
                Send(to, text, now, late);
            }
        }

        Send(to, text, now, late);
        if (subscription.HeldAnswer is not byte[] answer)
        {
            return;
        }

        Tally.Add(FaultKind.Early);
        if (--subscription.EarlyLeft <= 0)
        {
            subscription.HeldAnswer = null;
            Send(to, answer, now);
        }
    }

    private void Send(NodeConnection to, byte[] text, long now, long late = 0)
    {
        if (to.IsEnding)
        {
            return;
        }

        long due = Math.Max(now, to.HoldUntil) + late;
        if (_hasFaults)
        {
            foreach (FaultKind cut in s_cuts)
            {
                if (_draws.Strikes(_faults, cut))
                {
                    Cut(to, cut, text, due);
                    return;
                }
            }

            if (_draws.Hits(_faults, FaultKind.Corrupt))
            {
                text = Corrupted(text);
            }

            if (_draws.Hits(_faults, FaultKind.Delay))
            {
                long delay = 1 + _draws.Below(_faults, FaultKind.Delay, _faults.DelayMs);
                to.HoldUntil = Math.Max(now, to.HoldUntil) + (delay * NanosecondsPerMs);
                due = to.HoldUntil + late;
            }

            if (_draws.Hits(_faults, FaultKind.Reorder))
            {
                long delay = 1 + _draws.Below(_faults, FaultKind.Reorder, _faults.ReorderMs);
                due += delay * NanosecondsPerMs;
            }
        }

        Enqueue(new QueuedDelivery(new NodeDelivery(to.Id, NodeDeliveryKind.Text, text)), due);
    }

    private void Cut(NodeConnection to, FaultKind cut, byte[] text, long due)
    {
        NodeDeliveryKind kind = cut switch
        {
            FaultKind.CutReset => NodeDeliveryKind.Reset,
            FaultKind.CutHangUp => NodeDeliveryKind.HangUp,
            FaultKind.CutClose => NodeDeliveryKind.Close,
            FaultKind.CutFrame => NodeDeliveryKind.CutFrame,
            _ => NodeDeliveryKind.Silence,
        };
        byte[] bytes = kind == NodeDeliveryKind.CutFrame ? Beginning(to.Transport, text) : [];
        End(to, kind, bytes, cut, due);
    }

    private void End(
        NodeConnection connection,
        NodeDeliveryKind kind,
        ReadOnlyMemory<byte> bytes,
        FaultKind fault,
        long due
    )
    {
        connection.IsEnding = true;
        NodeDelivery end = new(connection.Id, kind, bytes);
        Enqueue(new QueuedDelivery(end, fault), due);
    }

    private byte[] Corrupted(byte[] text)
    {
        if (text.Length == 0)
        {
            return text;
        }

        ulong draw = _draws.Next(_faults, FaultKind.Corrupt);
        byte[] wrong = [.. text];
        wrong[(int)(draw % (ulong)text.Length)] ^= (byte)(1 + ((draw >> 32) % 255));
        return wrong;
    }

    /// <summary>The header of the frame, or of the HTTP answer, and not all that it promises.</summary>
    private byte[] Beginning(NodeTransport transport, byte[] text)
    {
        int part = _draws.Below(_faults, FaultKind.CutFrame, text.Length);
        string length = text.Length.ToString(CultureInfo.InvariantCulture);
        byte[] head =
            transport == NodeTransport.WebSocket
                ? FrameHead(text.Length)
                : Encoding.ASCII.GetBytes(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        + $"Content-Length: {length}\r\n\r\n"
                );
        return [.. head, .. text.AsSpan(0, part)];
    }

    /// <summary>What stands before a text of that length on a WebSocket, from the server.</summary>
    internal static byte[] FrameHead(int length)
    {
        const byte Text = 0x81;
        if (length < 126)
        {
            return [Text, (byte)length];
        }

        byte[] head = length <= ushort.MaxValue ? [Text, 126, 0, 0] : [Text, 127, 0, 0, 0, 0, 0, 0, 0, 0];
        if (length <= ushort.MaxValue)
        {
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)length);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), length);
        }

        return head;
    }
}
