using System.Text;
using FastArb.Scenarios.Scripted;
using FastArb.Simulation;
using FastArb.Tests.Market.Loading;

namespace FastArb.Scenarios.Hall;

/// <summary>
/// A node with a made chain that has what it will say ready before it says it: many blocks go out in
/// one piece,
/// as fast as the client takes them.
/// </summary>
internal sealed class BurstNode : IAsyncDisposable
{
    // What is due in an hour is due now.
    private const long Hour = 3_600_000_000_000;

    private readonly Lock _lock = new();
    private readonly SimulatedNode _node;
    private readonly ScriptedNode _server;
    private ScriptedConnection? _client;
    private int _connection;
    private long _now;

    public BurstNode(MadeMarket made)
    {
        Made = made;
        _node = new SimulatedNode(new SimulatedChain(made.Plan.ChainId, made.First), FaultPlan.None);
        _server = ScriptedNode.Start(ServeAsync);
    }

    public MadeMarket Made { get; }

    public Uri Endpoint => _server.Endpoint;

    public SimulatedBlock Head => _node.Chain.Head;

    /// <summary>
    /// Blocks with at least so many logs of pools; gives what announces them, and how many logs.
    /// </summary>
    public (byte[] Bytes, int Logs) Grow(int logs)
    {
        lock (_lock)
        {
            int made = 0;
            while (made < logs)
            {
                SimulatedBlock block = Made.Next(Head);
                _node.Chain.Append(block);
                _node.OnChainChanged([], [block], _now);
                made += block.Logs.Count(log => Made.IsPool(log.Address));
            }

            return (Due(), made);
        }
    }

    /// <summary>Completes when the system has taken all of it.</summary>
    public Task SendAsync(byte[] bytes) => _client!.SendAsync(bytes);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeAsync(ScriptedConnection connection)
    {
        await connection.AcceptAsync();
        lock (_lock)
        {
            _client = connection;
            _ = _node.Open(NodeTransport.WebSocket, _now, out _connection, out _);
        }

        while (await connection.ReceiveAsync() is { } message)
        {
            byte[] answers;
            lock (_lock)
            {
                _node.OnMessage(_connection, Encoding.UTF8.GetBytes(message), _now);
                answers = Due();
            }

            await connection.SendAsync(answers);
        }
    }

    private byte[] Due()
    {
        using MemoryStream frames = new();
        _now += Hour;
        while (_node.TryTake(_now, out NodeDelivery delivery))
        {
            frames.Write(ServerFrames.Frame(ServerFrames.TextCode, delivery.Bytes.Span, final: true));
        }

        return frames.ToArray();
    }
}
