using System.Net.Sockets;

namespace FastArb.Scenarios.Proxy;

/// <summary>One direction of a connection through a <see cref="CuttingProxy"/>.</summary>
internal sealed class ProxyPump(Socket from, Socket to, Cut cut, Func<bool> cuts)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private long _sent;

    /// <summary>It has sent what it was to send before the cut.</summary>
    public bool HasReachedItsEnd { get; private set; }

    /// <summary>Until one side ends, which it tells the other one, or the cut is due.</summary>
    public async Task RunAsync(CancellationToken over)
    {
        try
        {
            int count = await from.ReceiveAsync(Room(), over);
            while (count > 0)
            {
                await SendAsync(_buffer.AsMemory(0, count), over);
                if (_sent >= cut.AfterBytes && cuts())
                {
                    HasReachedItsEnd = true;
                    return;
                }

                count = await from.ReceiveAsync(Room(), over);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException reset)
            when (reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // Passed on as what it is.
            to.LingerState = new LingerOption(enable: true, seconds: 0);
            to.Dispose();
        }
        catch (Exception end) when (CuttingProxy.IsEnd(end))
        {
            // The other direction, or the test, has ended it.
        }
    }

    private Memory<byte> Room()
    {
        long most = cuts() && cut.AfterBytes > _sent ? cut.AfterBytes - _sent : _buffer.Length;
        most = Math.Min(most, cut.BytesPerSecond > 0 ? Math.Max(cut.BytesPerSecond / 50, 1) : _buffer.Length);
        return _buffer.AsMemory(0, (int)Math.Min(most, _buffer.Length));
    }

    private async Task SendAsync(ReadOnlyMemory<byte> piece, CancellationToken over)
    {
        int count = piece.Length;
        TimeSpan hold =
            cut.BytesPerSecond > 0
                ? cut.Delay + TimeSpan.FromSeconds((double)count / cut.BytesPerSecond)
                : cut.Delay;
        if (hold > TimeSpan.Zero && cuts())
        {
            await Task.Delay(hold, over);
        }

        while (!piece.IsEmpty)
        {
            piece = piece[await to.SendAsync(piece, over)..];
        }

        _sent += count;
    }
}
