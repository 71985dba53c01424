using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FastArb.Scenarios.Scripted;

namespace FastArb.Scenarios.Network;

/// <summary>
/// A node that loses its clients when it is told to, and may be away for a while: it notes how long
/// each took to
/// be subscribed again once it was back.
/// </summary>
internal sealed class CutNode : IDisposable
{
    private readonly IPEndPoint _place;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private TaskCompletionSource<ScriptedConnection> _subscribed = NewSource();
    private TcpListener _listener;
    private int _refusals;
    private long _back;

    public CutNode()
    {
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _place = (IPEndPoint)_listener.LocalEndpoint;
        _serving = ServeAsync();
    }

    public Uri Endpoint => new($"ws://127.0.0.1:{_place.Port}");

    /// <summary>The client whose subscriptions are confirmed.</summary>
    public Task<ScriptedConnection> Subscribed => _subscribed.Task;

    /// <summary>Loses the client, and gives how long it took to come back, in seconds.</summary>
    public async Task<double> CutAsync(CutKind kind, TimeSpan away, CancellationToken cancellation)
    {
        ScriptedConnection connection = await Subscribed.WaitAsync(cancellation);
        _subscribed = NewSource();
        _refusals = kind == CutKind.MidHandshake ? 2 : 0;
        if (kind == CutKind.Refused)
        {
            _listener.Stop();
        }

        switch (kind)
        {
            case CutKind.Finish:
                connection.Finish();
                break;
            case CutKind.CloseFrame:
                await connection.SendAsync(ServerFrames.Close(1001, "going away"));
                break;
            case CutKind.MidFrame:
                await connection.SendAsync(ServerFrames.Text("{\"jsonrpc\":\"2.0\"}").AsMemory(0, 9));
                connection.Reset();
                break;
            default:
                connection.Reset();
                break;
        }

        if (kind == CutKind.Refused)
        {
            await Task.Delay(away, cancellation);
            _listener = new TcpListener(_place);
            _listener.Start();
        }

        _back = Stopwatch.GetTimestamp();
        await Subscribed.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
        return Stopwatch.GetElapsedTime(_back).TotalSeconds;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _serving.Wait(TimeSpan.FromSeconds(10));
        _listener.Dispose();
        _stop.Dispose();
    }

    private static TaskCompletionSource<ScriptedConnection> NewSource() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                using ScriptedConnection connection = new(socket, _stop.Token);
                await ServeAsync(connection);
            }
            catch (Exception gone)
                when (gone
                        is IOException
                            or SocketException
                            or ObjectDisposedException
                            or InvalidOperationException
                            or OperationCanceledException
                )
            {
                // The client has gone, or this node is away: the listener is another one soon.
                await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            }
        }
    }

    private async Task ServeAsync(ScriptedConnection connection)
    {
        if (_refusals-- > 0)
        {
            connection.Reset();
            _back = Stopwatch.GetTimestamp();
            return;
        }

        await connection.AcceptAsync();
        int subscriptions = 0;
        await connection.ServeAsync(async request =>
        {
            // This node's chain has no blocks.
            bool isQuestion = request.Method.StartsWith("eth_get", StringComparison.Ordinal);
            string answer = request.Method == "eth_chainId" ? ScriptedChain.ChainId : "\"0x1\"";
            await connection.SendTextAsync(request.Answer(isQuestion ? "null" : answer));
            if (request.Method == "eth_subscribe" && ++subscriptions == 2)
            {
                _subscribed.TrySetResult(connection);
            }

            return null;
        });
    }
}
