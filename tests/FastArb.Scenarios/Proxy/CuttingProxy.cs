using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FastArb.Scenarios.Proxy;

/// <summary>
/// Real TCP between any client and any node of this machine, which breaks as a plan says: the plan has one
/// <see cref="Cut"/> for each connection, by the order in which they came.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly long[] _done = new long[Enum.GetValues<CutKind>().Length];
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, Cut> _plan;
    private readonly int _nodePort;
    private readonly int _port;
    private readonly Task _accepting;
    private TcpListener _listener;
    private long _absentUntil;
    private int _open;

    private CuttingProxy(int nodePort, Func<int, Cut> plan)
    {
        _nodePort = nodePort;
        _plan = plan;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public Uri WebSocket => new($"ws://127.0.0.1:{_port}");

    public Uri Http => new($"http://127.0.0.1:{_port}");

    /// <summary>Set to false, it is a wire like any other.</summary>
    public bool IsCutting { get; set; } = true;

    public int ConnectionCount => _connections.Count;

    /// <summary>Connections that are there now, frozen ones too.</summary>
    public int OpenCount => Volatile.Read(ref _open);

    public long DoneOfAllKinds => Enum.GetValues<CutKind>().Sum(Done);

    public static CuttingProxy Start(Uri node, Func<int, Cut> plan) => new(node.Port, plan);

    /// <summary>How often it was really done, to a connection that was alive.</summary>
    public long Done(CutKind kind) => Interlocked.Read(ref _done[(int)kind]);

    public override string ToString() =>
        $"{ConnectionCount} connections; "
        + string.Join(", ", Enum.GetValues<CutKind>().Skip(1).Select(kind => $"{Done(kind)} {kind}"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                _connections.Add(RunAsync(client, _plan(_connections.Count)));
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The test is over.
            }
            catch (Exception gone)
                when (gone is SocketException or InvalidOperationException && !_stop.IsCancellationRequested)
            {
                // Nobody listens: a cut has taken the listener away for a while.
                await ListenAgainAsync();
            }
        }
    }

    private async Task ListenAgainAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            long wait = Interlocked.Read(ref _absentUntil) - Environment.TickCount64;
            await Task.Delay((int)Math.Max(wait, 1), CancellationToken.None);
            try
            {
                TcpListener listener = new(IPAddress.Loopback, _port);
                listener.Start();
                _listener = listener;
                return;
            }
            catch (SocketException)
            {
                // Somebody's outgoing connection has the port for the moment.
            }
        }
    }

    private async Task RunAsync(Socket client, Cut cut)
    {
        Interlocked.Increment(ref _open);
        using Socket node = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await node.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _nodePort), _stop.Token);
            client.NoDelay = true;
            node.NoDelay = true;
            await ForwardAsync(client, node, cut);
        }
        catch (Exception end) when (IsEnd(end))
        {
            // One of the two has gone, or the test is over.
        }
        finally
        {
            client.Dispose();
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task ForwardAsync(Socket client, Socket node, Cut cut)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        ProxyPump up = new(client, node, new Cut(), () => false);
        ProxyPump down = new(node, client, cut, () => IsCutting);
        Task upwards = up.RunAsync(over.Token);
        Task downwards = down.RunAsync(over.Token);
        Task time = UntilDueAsync(cut, over.Token);
        Task first = await Task.WhenAny(upwards, downwards, time);
        bool isDue = first == time || down.HasReachedItsEnd;
        if (isDue && IsCutting && cut.Kind != CutKind.None && !_stop.IsCancellationRequested)
        {
            Interlocked.Increment(ref _done[(int)cut.Kind]);
            await EndAsync(client, node, cut, over);
        }
        else
        {
            await Task.WhenAll(upwards, downwards);
        }
    }

    private async Task UntilDueAsync(Cut cut, CancellationToken over)
    {
        await Task.Delay(cut.After, over);
        while (!IsCutting)
        {
            await Task.Delay(10, over);
        }
    }

    private async Task EndAsync(Socket client, Socket node, Cut cut, CancellationTokenSource over)
    {
        await over.CancelAsync();
        switch (cut.Kind)
        {
            case CutKind.Finish:
                client.Shutdown(SocketShutdown.Send);
                node.Dispose();
                await ReadToEndAsync(client);
                break;
            case CutKind.Freeze:
                // Both sockets stay, and nobody reads them.
                await Task.Delay(cut.For, _stop.Token);
                break;
            case CutKind.Refuse:
                Interlocked.Exchange(
                    ref _absentUntil,
                    Environment.TickCount64 + (long)cut.For.TotalMilliseconds
                );
                _listener.Stop();
                break;
            default:
                break;
        }

        if (cut.Kind != CutKind.Finish)
        {
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    }

    private async Task ReadToEndAsync(Socket client)
    {
        byte[] rest = new byte[4096];
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        while (await client.ReceiveAsync(rest, patience.Token) > 0)
        {
            // What the client still says goes nowhere.
        }
    }

    internal static bool IsEnd(Exception fault) =>
        fault is SocketException or ObjectDisposedException or OperationCanceledException;
}
