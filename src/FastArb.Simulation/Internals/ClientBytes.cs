using System.Net.Sockets;
using System.Text;

namespace FastArb.Simulation.Internals;

/// <summary>What a client sends, by lines and by counts of bytes.</summary>
internal sealed class ClientBytes(Socket socket)
{
    private readonly byte[] _buffer = new byte[16 << 10];
    private int _start;
    private int _end;

    /// <summary>Up to the empty line; null where the client leaves before, or says more than that.</summary>
    public async Task<string[]?> ReadHeadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                string head = Encoding.Latin1.GetString(_buffer, _start, length);
                _start += length + 4;
                return head.Split("\r\n");
            }

            if (!await FillAsync(cancellation).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    /// <summary>False where the client leaves before.</summary>
    public async Task<bool> ReadAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (destination.Length > 0)
        {
            if (_start == _end && !await FillAsync(cancellation).ConfigureAwait(false))
            {
                return false;
            }

            int count = Math.Min(destination.Length, _end - _start);
            _buffer.AsMemory(_start, count).CopyTo(destination);
            _start += count;
            destination = destination[count..];
        }

        return true;
    }

    // False too where the buffer is full: only a head can fill it.
    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            return false;
        }

        int count = await socket
            .ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellation)
            .ConfigureAwait(false);
        _end += count;
        return count > 0;
    }
}
