using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace FastArb.Simulation.Internals;

/// <content>What goes out, and how a connection ends.</content>
internal sealed partial class ServedClient
{
    private const int GatheredBytesMax = 64 << 10;

    private static readonly byte[] s_goingAway = [0x88, 2, 1001 >> 8, 1001 & 0xFF];

    private async Task WriteAsync(NodeTransport transport, CancellationToken cancellation)
    {
        ArrayBufferWriter<byte> gathered = new(GatheredBytesMax);
        while (await _outgoing.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            while (_outgoing.Reader.TryRead(out (NodeDelivery Delivery, bool IsFrame) next))
            {
                NodeDelivery delivery = next.Delivery;
                Interlocked.Add(ref _pendingBytes, -delivery.Bytes.Length);
                if (next.IsFrame)
                {
                    gathered.Write(delivery.Bytes.Span);
                }
                else if (delivery.Kind == NodeDeliveryKind.Text)
                {
                    gathered.Write(HeadOf(transport, delivery.Bytes.Length));
                    gathered.Write(delivery.Bytes.Span);
                }
                else if (delivery.Kind == NodeDeliveryKind.HttpStatus)
                {
                    gathered.Write(StatusText(delivery.Status, delivery.RetryAfterSeconds));
                }
                else
                {
                    await FlushAsync(gathered, cancellation).ConfigureAwait(false);
                    await EndAsync(transport, delivery, cancellation).ConfigureAwait(false);
                    return;
                }

                bool isAnswered = transport == NodeTransport.Http && _isLast;
                if (isAnswered || gathered.WrittenCount >= GatheredBytesMax)
                {
                    await FlushAsync(gathered, cancellation).ConfigureAwait(false);
                }

                if (isAnswered)
                {
                    await HangUpAsync(cancellation).ConfigureAwait(false);
                    return;
                }
            }

            await FlushAsync(gathered, cancellation).ConfigureAwait(false);
        }
    }

    private static byte[] HeadOf(NodeTransport transport, int length) =>
        transport == NodeTransport.WebSocket
            ? SimulatedNode.FrameHead(length)
            : Encoding.ASCII.GetBytes(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + length.ToString(CultureInfo.InvariantCulture)
                    + "\r\n\r\n"
            );

    private async Task FlushAsync(ArrayBufferWriter<byte> gathered, CancellationToken cancellation)
    {
        await SendAsync(gathered.WrittenMemory, cancellation).ConfigureAwait(false);
        gathered.ResetWrittenCount();
    }

    private async Task EndAsync(
        NodeTransport transport,
        NodeDelivery delivery,
        CancellationToken cancellation
    )
    {
        switch (delivery.Kind)
        {
            case NodeDeliveryKind.CutFrame:
                await SendAsync(delivery.Bytes, cancellation).ConfigureAwait(false);
                Reset();
                break;
            case NodeDeliveryKind.Reset:
                Reset();
                break;
            case NodeDeliveryKind.Close when transport == NodeTransport.WebSocket:
                await SendAsync(s_goingAway, cancellation).ConfigureAwait(false);
                await HangUpAsync(cancellation).ConfigureAwait(false);
                break;
            case NodeDeliveryKind.Silence:
                await _noMoreInput.CancelAsync().ConfigureAwait(false);
                await IgnoreAsync(cancellation).ConfigureAwait(false);
                break;
            default:
                await HangUpAsync(cancellation).ConfigureAwait(false);
                break;
        }
    }

    private void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    // Bytes that nobody has read would turn the end into a reset, so the client's last words are read away.
    private async Task HangUpAsync(CancellationToken cancellation)
    {
        _socket.Shutdown(SocketShutdown.Send);
        await _noMoreInput.CancelAsync().ConfigureAwait(false);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_goodbyeMax);
        try
        {
            await IgnoreAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // One who talks on is cut off.
        }
    }

    /// <summary>Hears nothing, until the client goes.</summary>
    private async Task IgnoreAsync(CancellationToken cancellation)
    {
        byte[] unheard = new byte[4096];
        while (await _socket.ReceiveAsync(unheard, SocketFlags.None, cancellation).ConfigureAwait(false) > 0)
        {
            // Nobody wants it.
        }
    }
}
