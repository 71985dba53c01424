using System.Text.Json;
using FastArb.EvmMath;
using FastArb.Simulation.Internals;

namespace FastArb.Simulation;

/// <summary>
/// A JSON-RPC node that serves a chain, without socket, thread or clock: it is told what comes in and when,
/// and gives what goes out and when. The same seed and the same calls give the same bytes. Times are
/// nanoseconds of any clock that never goes back. Whoever shares it between threads locks it.
/// </summary>
public sealed partial class SimulatedNode
{
    private const long NanosecondsPerMs = 1_000_000;

    private static readonly FaultKind[] s_kinds = Enum.GetValues<FaultKind>();

    private readonly Dictionary<int, NodeConnection> _connections = [];
    private readonly PriorityQueue<QueuedDelivery, (long Due, long Order)> _queue = new();
    private readonly FaultDraws _draws;
    private readonly NodeLimits _limits;
    private FaultPlan _faults;
    private bool _hasFaults;
    private int _connectionCount;
    private long _queued;

    public SimulatedNode(SimulatedChain chain, FaultPlan? faults = null, NodeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        Chain = chain;
        Faults = faults ?? FaultPlan.None;
        _limits = limits ?? new NodeLimits();
        _draws = new FaultDraws(Tally);
        _view = chain.Head;
    }

    public SimulatedChain Chain { get; }

    /// <summary>May be changed at any time: a phase with faults, then one without.</summary>
    public FaultPlan Faults
    {
        get => _faults;
        set
        {
            _faults = value;
            _hasFaults = Array.Exists(s_kinds, kind => value[kind] > 0);
        }
    }

    public FaultTally Tally { get; } = new();

    /// <summary>Answers <c>eth_call</c>; without it there is no such method.</summary>
    public Func<NodeCall, NodeCallResult>? Call { get; set; }

    /// <summary>The code of a contract, for <c>eth_getCode</c>; without it nothing has code.</summary>
    public Func<Address, ReadOnlyMemory<byte>>? Code { get; set; }

    /// <summary>Connections that are open.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Subscriptions of all of them.</summary>
    public int SubscriptionCount => _connections.Values.Sum(connection => connection.Subscriptions.Count);

    /// <summary>When there is something to take; <see cref="long.MaxValue"/>: not before something comes
    /// in.</summary>
    public long NextDue =>
        _queue.TryPeek(out _, out (long Due, long Order) first) ? first.Due : long.MaxValue;

    /// <summary>A client connects. Over HTTP too: each request's answer goes to its connection.</summary>
    public bool Open(NodeTransport transport, long now, out int connection, out NodeRefusal refusal)
    {
        connection = 0;
        if (_draws.Hits(_faults, FaultKind.Refuse))
        {
            refusal = new NodeRefusal(NodeRefusalKind.Reset, 0, 0);
            return false;
        }

        if (_draws.Hits(_faults, FaultKind.Hang))
        {
            refusal = new NodeRefusal(NodeRefusalKind.Hang, 0, 0);
            return false;
        }

        refusal = transport == NodeTransport.WebSocket ? RefusedByStatus() : default;
        if (refusal.Status != 0)
        {
            return false;
        }

        connection = ++_connectionCount;
        NodeConnection opened = new(connection, transport);
        _connections.Add(connection, opened);
        if (transport == NodeTransport.WebSocket && _draws.Strikes(_faults, FaultKind.AcceptClose))
        {
            End(opened, NodeDeliveryKind.Close, default, FaultKind.AcceptClose, now);
        }

        return true;
    }

    /// <summary>A client sends a request, or a batch of them.</summary>
    public void OnMessage(int connection, ReadOnlySpan<byte> text, long now)
    {
        if (!_connections.TryGetValue(connection, out NodeConnection? from) || from.IsEnding)
        {
            return;
        }

        if (from.Transport == NodeTransport.Http && RefusedByStatus() is { Status: not 0 } refusal)
        {
            NodeDelivery status = new(
                connection,
                NodeDeliveryKind.HttpStatus,
                default,
                refusal.Status,
                refusal.RetryAfterSeconds
            );
            Enqueue(new QueuedDelivery(status), now);
            return;
        }

        ChooseView();
        byte[]? answer;
        _subscribed = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text.ToArray());
            answer = AnswerOf(from, document.RootElement);
        }
        catch (JsonException)
        {
            answer = ErrorText("null", RpcRefusal.ParseError, "parse error");
        }

        if (answer is null)
        {
            // Nothing but notifications: over HTTP even that has an answer.
            answer = from.Transport == NodeTransport.Http ? [] : null;
        }

        if (answer is not null)
        {
            SendAnswer(from, answer, now);
        }
    }

    /// <summary>The client has gone, or what was delivered has ended the connection.</summary>
    public void OnClosed(int connection, long now)
    {
        _ = now;
        _connections.Remove(connection);
    }

    /// <summary>Takes what is due; false: nothing is, yet.</summary>
    public bool TryTake(long now, out NodeDelivery delivery)
    {
        while (
            _queue.TryPeek(out QueuedDelivery queued, out (long Due, long Order) first) && first.Due <= now
        )
        {
            _queue.Dequeue();
            delivery = queued.Delivery;
            if (!_connections.TryGetValue(delivery.Connection, out NodeConnection? to))
            {
                continue;
            }

            if (queued.HeldAnswerOf is NodeSubscription late)
            {
                if (late.HeldAnswer is null)
                {
                    continue;
                }

                late.HeldAnswer = null;
                late.EarlyLeft = 0;
            }

            if (queued.Fault is FaultKind fault)
            {
                Tally.Add(fault);
            }

            if (EndsConnection(delivery.Kind))
            {
                to.IsEnding = true;
                _connections.Remove(to.Id);
            }

            return true;
        }

        delivery = default;
        return false;
    }

    private static bool EndsConnection(NodeDeliveryKind kind) =>
        kind is not (NodeDeliveryKind.Text or NodeDeliveryKind.HttpStatus);

    private NodeRefusal RefusedByStatus()
    {
        int status =
            _draws.Hits(_faults, FaultKind.Http401) ? 401
            : _draws.Hits(_faults, FaultKind.Http402) ? 402
            : _draws.Hits(_faults, FaultKind.Http429) ? 429
            : _draws.Hits(_faults, FaultKind.Http503) ? 503
            : 0;
        return new NodeRefusal(
            NodeRefusalKind.Status,
            status,
            status is 429 or 503 ? _faults.RetryAfterSeconds : 0
        );
    }

    private void Enqueue(QueuedDelivery delivery, long due) => _queue.Enqueue(delivery, (due, _queued++));
}
