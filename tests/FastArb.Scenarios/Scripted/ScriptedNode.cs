using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FastArb.Scenarios.Scripted;

/// <summary>
/// A node that does what a test's script says, over real sockets of the loopback interface. The script runs
/// once for each client that connects.
/// </summary>
internal sealed class ScriptedNode : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _clients = [];
    private readonly Func<ScriptedConnection, Task> _script;
    private readonly Task _accepting;

    private ScriptedNode(Func<ScriptedConnection, Task> script)
    {
        _script = script;
        _listener.Start();
        Endpoint = new Uri($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Endpoint { get; }

    public int ClientCount => _clients.Count;

    public static ScriptedNode Start(Func<ScriptedConnection, Task> script) => new(script);

    /// <summary>Ends all connections. A script that failed fails the test here.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_clients);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                _clients.Add(Task.Run(() => RunAsync(socket)));
            }
        }
        catch (Exception end)
            when (_stop.IsCancellationRequested
                && end is OperationCanceledException or SocketException or InvalidOperationException
            )
        {
            // The test is over; between two clients the listener may already have been stopped.
        }
    }

    private async Task RunAsync(Socket socket)
    {
        using ScriptedConnection connection = new(socket, _stop.Token);
        try
        {
            await _script(connection);
        }
        catch (Exception end)
            when (end is OperationCanceledException && _stop.IsCancellationRequested
                || end is SocketException or IOException or ObjectDisposedException
            )
        {
            // The test is over, or the client has gone: what it missed is for the test to see.
        }
    }
}
