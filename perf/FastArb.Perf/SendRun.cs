using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using FastArb.Metrics;

namespace FastArb.Perf;

/// <summary>
/// The load generator, a process of its own: a WebSocket server for one client. After a flood to warm the
/// client up and a pause it sends what is to be measured, then the close frame. Prints its port first, what
/// it sent last.
/// </summary>
internal sealed class SendRun
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long BurstEveryNs = 50_000_000;
    private const int WarmUpRounds = 12;
    private const int WarmUpPauseMicroseconds = 400_000;

    private readonly Socket _client;
    private readonly BlockImage _block;
    private readonly LatencyHistogram _late = new();
    private long _frames;
    private long _logs;

    private SendRun(Socket client, BlockImage block)
    {
        _client = client;
        _block = block;
    }

    public static int Run(Arguments arguments)
    {
        BlockImage block = new(RecordedFrames.Read(), arguments.Number("logs", 200));
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        Console.Out.WriteLine(port.ToString(CultureInfo.InvariantCulture));
        using Socket client = listener.Accept();
        client.NoDelay = true;
        client.SendBufferSize = 1 << 20;
        ShakeHands(client);

        SendRun run = new(client, block);
        double seconds = arguments.Real("seconds", 3);
        run.WarmUp(arguments.Number("warm-blocks", 400));
        string mode = arguments.Text("mode", "paced");
        switch (mode)
        {
            case "paced":
                run.Pace(arguments.Number("rate", 2000), seconds);
                break;
            case "burst":
                run.Burst(arguments.Text("sends", "each") == "one", seconds);
                break;
            case "flood":
                run.Flood(seconds);
                break;
            default:
                Console.Error.WriteLine($"no mode {mode}");
                return 2;
        }

        client.Send([0x88, 2, 0x03, 0xE8]);
        client.Shutdown(SocketShutdown.Send);

        // Until the client has read everything and gone: closing earlier could cut its stream.
        byte[] rest = new byte[256];
        while (client.Receive(rest) > 0) { }

        Console.Out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"frames={run._frames} logs={run._logs} late_p99_ns={run._late.ValueAtQuantile(0.99)}"
            )
        );
        return 0;
    }

    private static void ShakeHands(Socket client)
    {
        byte[] buffer = new byte[8192];
        int length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            int received = client.Receive(buffer.AsSpan(length));
            if (received == 0)
            {
                throw new InvalidDataException("the client left during the handshake");
            }

            length += received;
        }

        string key = Encoding
            .ASCII.GetString(buffer, 0, length)
            .Split("\r\n")
            .Select(line => line.Split(':', 2))
            .Where(header => header[0].Equals("Sec-WebSocket-Key", StringComparison.OrdinalIgnoreCase))
            .Select(header => header[1].Trim())
            .Single();
#pragma warning disable CA5350 // RFC 6455 names this hash; it protects nothing.
        byte[] hash = SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
#pragma warning restore CA5350
        client.Send(
            Encoding.ASCII.GetBytes(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + $"Sec-WebSocket-Accept: {Convert.ToBase64String(hash)}\r\n\r\n"
            )
        );
    }

    private void WarmUp(int blocks)
    {
        // In rounds: the JIT compiles a method again after it was called often, and then again with what it
        // has seen; each time in a pause, on a core that nobody may spin on meanwhile.
        for (int round = 0; round < WarmUpRounds; round++)
        {
            for (int i = 0; i < blocks / WarmUpRounds; i++)
            {
                SendAll(_block.Frames(0));
                _block.MoveOn();
            }

            _client.Poll(WarmUpPauseMicroseconds, SelectMode.SelectError);
        }

        _frames = 0;
        _logs = 0;
    }

    // One frame at each due time, also the heads; a late one does not move the next.
    private void Pace(int rate, double seconds)
    {
        long every = NanosecondsPerSecond / rate;
        long total = (long)(seconds * rate);
        long due = Stopwatch.GetTimestamp();
        int frame = 0;
        for (long i = 0; i < total; i++)
        {
            due += every;
            SpinUntil(due);
            if (frame > 0)
            {
                long now = Stopwatch.GetTimestamp();
                _late.Record(now - due);
                _block.Stamp(frame - 1, now);
                _logs++;
            }

            SendAll(_block.Frame(frame));
            _frames++;
            frame++;
            if (frame > _block.Logs)
            {
                _block.MoveOn();
                frame = 0;
            }
        }
    }

    // A head, then all logs of the block, in a send each or in one; then silence.
    private void Burst(bool oneSend, double seconds)
    {
        long due = Stopwatch.GetTimestamp();
        long end = due + (long)(seconds * NanosecondsPerSecond);
        while (due < end)
        {
            due += BurstEveryNs;
            SpinUntil(due);
            SendAll(_block.Frame(0));
            if (oneSend)
            {
                // One stamp for all of them, taken before the first is written: their writing counts.
                long now = Stopwatch.GetTimestamp();
                for (int i = 0; i < _block.Logs; i++)
                {
                    _block.Stamp(i, now);
                }

                SendAll(_block.Frames(1));
            }
            else
            {
                for (int i = 0; i < _block.Logs; i++)
                {
                    _block.Stamp(i, Stopwatch.GetTimestamp());
                    SendAll(_block.Frame(i + 1));
                }
            }

            _frames += _block.Logs + 1;
            _logs += _block.Logs;
            _block.MoveOn();
        }
    }

    private void Flood(double seconds)
    {
        long end = Stopwatch.GetTimestamp() + (long)(seconds * NanosecondsPerSecond);
        for (long now = 0; now < end; )
        {
            now = Stopwatch.GetTimestamp();
            for (int i = 0; i < _block.Logs; i++)
            {
                _block.Stamp(i, now);
            }

            SendAll(_block.Frames(0));
            _frames += _block.Logs + 1;
            _logs += _block.Logs;
            _block.MoveOn();
        }
    }

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_client.Send(bytes)..];
        }
    }

    private static void SpinUntil(long time)
    {
        while (Stopwatch.GetTimestamp() < time)
        {
            Thread.SpinWait(1);
        }
    }
}
