using System.Net.Sockets;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the reader's thread: receive, hand each message to the session, send what the session wants sent.
// Between two messages it may not allocate, lock or log; it waits for bytes, and where the recorder is full.
// Costs one receive call for all the messages that it brings.

/// <summary>Drives a session over real sockets; it decides nothing of its own.</summary>
public sealed class FeedReader<TSink> : IReceiveIdle
    where TSink : struct, IChainEventSink
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const long LookNs = 20 * NanosecondsPerMillisecond;

    // While an answer is on its way by HTTP: nothing wakes a thread that sleeps on the WebSocket.
    private const long LookNsAnswering = 2 * NanosecondsPerMillisecond;

    private readonly FeedSession<TSink> _session;
    private readonly FeedReaderOptions _options;
    private readonly CancellationToken _stop;
    private long _nextLook;
    private bool _isReceiving;

    /// <summary>For a session that has not begun.</summary>
    public FeedReader(FeedSession<TSink> session, FeedReaderOptions options, CancellationToken stop)
    {
        _session = session;
        _options = options;
        _stop = stop;
    }

    long IReceiveIdle.NextDue => Math.Min(_session.NextDue, _nextLook);

    /// <summary>
    /// Connects and reads, again and again, until told to stop, until the time is over, or until every
    /// endpoint refuses.
    /// </summary>
    public FeedEnd Run()
    {
        _session.Begin(MonotonicClock.Now);
        while (true)
        {
            switch (_session.Phase)
            {
                case FeedPhase.Connecting:
                    ConnectAndRead();
                    break;
                case FeedPhase.Waiting:
                    Wait();
                    break;
                default:
                    return _session.End;
            }
        }
    }

    // While a text is half sent nothing may stop the wait but the end of the connection.
    bool IReceiveIdle.OnIdle(long now)
    {
        FeedPhase phase = _session.Phase;
        Look(now);
        if (phase != FeedPhase.Reading)
        {
            SendTexts(null, now);
        }

        return _session.Phase == phase && !(_isReceiving && _session.HasText);
    }

    private void Look(long now)
    {
        _nextLook = now + (_session.AwaitsInbox ? LookNsAnswering : LookNs);
        if (_stop.IsCancellationRequested)
        {
            _session.Stop(now);
        }
        else
        {
            // Also where nothing is due: the watchdog sees by it that this thread goes round.
            _session.OnDue(now);
        }
    }

    private void Wait()
    {
        long now = MonotonicClock.Now;
        Look(now);
        SendTexts(null, now);
        if (_session.Phase == FeedPhase.Waiting)
        {
            long wait = Math.Min(_session.NextDue, _nextLook) - now;
            int milliseconds = (int)
                Math.Max(0, (wait + NanosecondsPerMillisecond - 1) / NanosecondsPerMillisecond);
            _stop.WaitHandle.WaitOne(milliseconds);
        }
    }

    private void ConnectAndRead()
    {
        FeedEndpoint endpoint = _session.Options.Endpoints[_session.Endpoint];
        WebSocketConnection connection;
        try
        {
            connection = WebSocketConnection.Connect(endpoint, _options.Socket, this);
        }
        catch (FeedConnectException fault)
        {
            // Where the idle hook said stop, the session has ended already.
            _session.OnConnectFailed(
                fault.Fault,
                fault.Status,
                fault.RetryAfter,
                fault.Message,
                MonotonicClock.Now
            );
            return;
        }
        catch (SocketException fault)
        {
            // No handle is left, or the like: of this machine, and it may pass.
            string sentence = $"{endpoint} cannot be reached: {fault.SocketErrorCode}";
            _session.OnConnectFailed(FeedConnectFault.Unreachable, 0, null, sentence, MonotonicClock.Now);
            return;
        }

        using (connection)
        {
            _session.OnConnected(MonotonicClock.Now);
            Read(connection);
            connection.Close(WebSocketCloseCode.Normal);
        }
    }

    private void Read(WebSocketConnection connection)
    {
        SendTexts(connection, MonotonicClock.Now);
        while (_session.Phase == FeedPhase.Reading)
        {
            _isReceiving = true;
            ReceiveOutcome outcome = connection.Receive();
            _isReceiving = false;
            long now = outcome == ReceiveOutcome.Data ? connection.ReceiveTime : MonotonicClock.Now;
            while (
                _session.Phase == FeedPhase.Reading
                && connection.TryReadMessage(out ReadOnlySpan<byte> message)
            )
            {
                _session.OnMessage(message, now);
            }

            if (outcome == ReceiveOutcome.Closed)
            {
                _session.OnClosed(connection.CloseCause, connection.CloseReason, now);
                return;
            }

            if (now >= Math.Min(_session.NextDue, _nextLook))
            {
                Look(now);
            }

            SendTexts(connection, now);
        }
    }

    private void SendTexts(WebSocketConnection? connection, long now)
    {
        while (_session.HasText && _session.TryTakeText(out int route, out ReadOnlySpan<byte> text))
        {
            if (route == 0)
            {
                connection!.SendText(text);
            }
            else if (_options.Post is null || !_options.Post(route - 1, text, _session.TextIds))
            {
                _session.OnNotSent(route, now);
            }
        }
    }
}
