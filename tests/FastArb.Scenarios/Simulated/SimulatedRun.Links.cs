using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FastArb.Feed;
using FastArb.Simulation;

namespace FastArb.Scenarios.Simulated;

/// <content>What the reader's thread, the sockets and the HTTP client do in the real program.</content>
internal sealed partial class SimulatedRun
{
    private const long ConnectNs = 5 * Millisecond;
    private const long HttpTimeoutNs = 5 * Second;

    // The handshake's own limit, and how long a socket may be silent: ping after 5 s, 5 s for the pong.
    private const long HangNs = 10 * Second;

    private readonly SimulatedNode _node;
    private readonly SimulatedNode[] _answerers;
    private readonly List<PostedRequest> _posted = [];
    private MemoryLink? _link;
    private MemoryLink? _mute;
    private long _connectDue = Never;
    private long _silentUntil = Never;
    private bool _isHanging;
    private long _downUntil;

    private void FollowPhase()
    {
        if (_session.Phase == FeedPhase.Connecting && _connectDue == Never)
        {
            _connectDue = _now + ConnectNs;
        }

        if (_session.Phase != FeedPhase.Reading && _link is not null)
        {
            _node.OnClosed(_link.Connection, _now);
            DropLink();
        }
    }

    private void Connect()
    {
        _connectDue = Never;
        if (_session.Phase != FeedPhase.Connecting)
        {
            return;
        }

        if (_isHanging)
        {
            _isHanging = false;
            _session.OnConnectFailed(FeedConnectFault.TimedOut, 0, null, "does not answer", _now);
            return;
        }

        NodeRefusal refusal = new(NodeRefusalKind.Reset, 0, 0);
        int connection = 0;
        if (_now >= _downUntil && _node.Open(NodeTransport.WebSocket, _now, out connection, out refusal))
        {
            _link = new MemoryLink(connection);
            _silentUntil = Never;
            _session.OnConnected(_now);
            return;
        }

        switch (refusal.Kind)
        {
            case NodeRefusalKind.Hang:
                _isHanging = true;
                _connectDue = _now + HangNs;
                break;
            case NodeRefusalKind.Status:
                TimeSpan? wait =
                    refusal.RetryAfterSeconds > 0 ? TimeSpan.FromSeconds(refusal.RetryAfterSeconds) : null;
                _session.OnConnectFailed(
                    FeedConnectFault.HttpStatus,
                    refusal.Status,
                    wait,
                    $"answers HTTP {refusal.Status}",
                    _now
                );
                break;
            default:
                _session.OnConnectFailed(FeedConnectFault.Unreachable, 0, null, "refused", _now);
                break;
        }
    }

    private void TakeDeliveries()
    {
        while (_node.TryTake(_now, out NodeDelivery delivery))
        {
            if (_link is null || _link == _mute || delivery.Connection != _link.Connection)
            {
                continue;
            }

            Take(in delivery);
            SendTexts();
            FollowPhase();
        }

        if (_link is not null && _silentUntil <= _now)
        {
            End(WebSocketCloseCause.PongDeadline, "the node is silent and answers no ping");
        }
    }

    private void Take(in NodeDelivery delivery)
    {
        switch (delivery.Kind)
        {
            case NodeDeliveryKind.Text:
                _link!.Text(delivery.Bytes.Span, OnMessage);
                break;
            case NodeDeliveryKind.CutFrame:
                _link!.Bytes(delivery.Bytes.Span, OnMessage);
                End(WebSocketCloseCause.Reset, "the connection broke inside a frame");
                break;
            case NodeDeliveryKind.Reset:
                End(WebSocketCloseCause.Reset, "the connection broke");
                break;
            case NodeDeliveryKind.HangUp:
                End(WebSocketCloseCause.EndOfStream, "the node hung up without a close frame");
                break;
            case NodeDeliveryKind.Close:
                End(WebSocketCloseCause.PeerClosed, "the node closed the connection");
                break;
            default:
                _silentUntil = _now + HangNs;
                break;
        }
    }

    private void OnMessage(ReadOnlySpan<byte> message)
    {
        if (_session.Phase == FeedPhase.Reading)
        {
            _session.OnMessage(message, _now);
        }
    }

    private void End(WebSocketCloseCause cause, string sentence)
    {
        DropLink();
        _session.OnClosed(cause, sentence, _now);
    }

    private void DropLink()
    {
        _link?.Dispose();
        _link = null;
        _silentUntil = Never;
    }

    private void SendTexts()
    {
        while (_session.HasText && _session.TryTakeText(out int route, out ReadOnlySpan<byte> text))
        {
            if (route == 0)
            {
                if (_link is not null && _link != _mute && _silentUntil == Never)
                {
                    _node.OnMessage(_link.Connection, text, _now);
                }
            }
            else
            {
                Post(route, text, [.. _session.TextIds]);
            }
        }
    }

    private void Post(int route, ReadOnlySpan<byte> text, long[] ids)
    {
        SimulatedNode node = _answerers[route - 1];
        if (_now >= _downUntil && node.Open(NodeTransport.Http, _now, out int connection, out _))
        {
            _posted.Add(new PostedRequest(route, connection, ids, _now + HttpTimeoutNs));
            node.OnMessage(connection, text, _now);
        }
        else
        {
            Fail(route, ids, 0);
        }
    }

    private void TakeAnswers()
    {
        for (int i = 0; i < _answerers.Length; i++)
        {
            while (_answerers[i].TryTake(_now, out NodeDelivery delivery))
            {
                int at = _posted.FindIndex(posted =>
                    posted.Route == i + 1 && posted.Connection == delivery.Connection
                );
                if (at < 0)
                {
                    continue;
                }

                PostedRequest request = _posted[at];
                if (delivery.Kind == NodeDeliveryKind.Silence)
                {
                    continue;
                }

                _posted.RemoveAt(at);
                _answerers[i].OnClosed(delivery.Connection, _now);
                if (delivery.Kind == NodeDeliveryKind.Text)
                {
                    _inbox.TryPost(InputKind.Message, (byte)request.Route, delivery.Bytes.ToArray());
                }
                else
                {
                    Fail(request.Route, request.Ids, delivery.RetryAfterSeconds * 1000);
                }
            }
        }

        foreach (PostedRequest late in _posted.FindAll(request => request.Deadline <= _now))
        {
            _posted.Remove(late);
            Fail(late.Route, late.Ids, 0);
        }
    }

    private void Fail(int route, long[] ids, int waitMs)
    {
        foreach (long id in ids)
        {
            byte[] payload = new byte[sizeof(long) + sizeof(int)];
            BinaryPrimitives.WriteInt64LittleEndian(payload, id);
            BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(sizeof(long)), waitMs);
            _inbox.TryPost(InputKind.CallFailed, (byte)route, payload);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct PostedRequest(int Route, int Connection, long[] Ids, long Deadline);
}
