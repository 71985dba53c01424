using System.Net;
using System.Net.Sockets;
using FastArb.Simulation.Internals;

namespace FastArb.Simulation;

/// <summary>
/// Gives a simulated node real sockets: WebSocket and HTTP on one port of this machine. One lock is around
/// the node; whoever changes its chain takes it with <see cref="Use"/>.
/// </summary>
public sealed class NodeServer : IDisposable
{
    private const int ConnectionsMax = 1_000;

    private readonly SimulatedNode _node;
    private readonly TimeProvider _time;
    private readonly Socket _listener;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly Dictionary<int, ServedClient> _clients = [];
    private readonly HashSet<ServedClient> _sockets = [];
    private long _waitingFor = long.MaxValue;

    /// <summary>Takes the port at once; 0: any free one.</summary>
    /// <exception cref="SocketException">Somebody else has it.</exception>
    public NodeServer(SimulatedNode node, int port, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        _node = node;
        _time = time ?? TimeProvider.System;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _listener.Listen();
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
    }

    public int Port { get; }

    /// <summary>Now, as the node is told: nanoseconds of a clock that never goes back.</summary>
    public long Now => (long)(_time.GetTimestamp() * (1e9 / _time.TimestampFrequency));

    /// <summary>Does something with the node and its chain while nobody else does, and sends what comes of
    /// it.</summary>
    public void Use(Action<SimulatedNode, long> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        lock (_lock)
        {
            action(_node, Now);
            Deliver();
        }
    }

    /// <summary>Serves until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task late = DeliverLateAsync(stop.Token);
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(cancellation).ConfigureAwait(false);
                Serve(socket, stop.Token);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // That is how it ends.
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await late.ConfigureAwait(false);
            EndAll();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        EndAll();
        _news.Dispose();
    }

    /// <summary>A client asks to be heard; false: it was refused as it says.</summary>
    internal bool TryOpen(ServedClient client, NodeTransport transport, out NodeRefusal refusal)
    {
        lock (_lock)
        {
            if (!_node.Open(transport, Now, out int connection, out refusal))
            {
                return false;
            }

            client.Connection = connection;
            _clients.Add(connection, client);
            return true;
        }
    }

    internal void OnMessage(int connection, ReadOnlySpan<byte> text)
    {
        lock (_lock)
        {
            _node.OnMessage(connection, text, Now);
            Deliver();
        }
    }

    /// <summary>What was due before the client was ready to be told.</summary>
    internal void OnReady()
    {
        lock (_lock)
        {
            Deliver();
        }
    }

    internal void OnClosed(ServedClient client)
    {
        lock (_lock)
        {
            _sockets.Remove(client);
            if (_clients.Remove(client.Connection))
            {
                _node.OnClosed(client.Connection, Now);
            }
        }
    }

    private void Serve(Socket socket, CancellationToken cancellation)
    {
        ServedClient client = new(this, socket);
        lock (_lock)
        {
            if (_sockets.Count >= ConnectionsMax)
            {
                client.Dispose();
                return;
            }

            _sockets.Add(client);
        }

        _ = client.RunAsync(cancellation);
    }

    private void Deliver()
    {
        while (_node.TryTake(Now, out NodeDelivery delivery))
        {
            if (_clients.TryGetValue(delivery.Connection, out ServedClient? client))
            {
                client.Post(delivery);
            }
        }

        if (_node.NextDue < _waitingFor)
        {
            _waitingFor = _node.NextDue;
            _news.Release();
        }
    }

    /// <summary>What is due later than what brought it about.</summary>
    private async Task DeliverLateAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await _news.WaitAsync(UntilNextDue(), cancellation).ConfigureAwait(false);
                OnReady();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private TimeSpan UntilNextDue()
    {
        lock (_lock)
        {
            _waitingFor = _node.NextDue;
            long wait = _waitingFor - Now;

            // A wait counts whole milliseconds; rounded down, the last one would be spent in circles.
            return _waitingFor == long.MaxValue
                ? Timeout.InfiniteTimeSpan
                : TimeSpan.FromMilliseconds(Math.Clamp(wait / 1e6, 0, 60_000) + 1);
        }
    }

    private void EndAll()
    {
        ServedClient[] clients;
        lock (_lock)
        {
            clients = [.. _sockets];
        }

        foreach (ServedClient client in clients)
        {
            client.Dispose();
        }
    }
}
