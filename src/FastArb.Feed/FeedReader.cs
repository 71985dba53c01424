using System.Buffers;
using System.Text;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the reader's thread: receive, hand each message to the sequencer, send what the sequencer asks.
// Between two messages it may not allocate, lock or log; it waits for bytes, and where the recorder is full.
// Costs one receive call for all the messages that it brings.

/// <summary>One live connection: subscribes, and feeds a sequencer until there is a reason to end.</summary>
public sealed class FeedReader<TSink> : IReceiveIdle
    where TSink : struct, IChainEventSink
{
    private const byte OnlyConnection = 0;
    private const long StopCheckNs = 20_000_000;
    private const long NanosecondsPerTick = 100;
    private const int RequestBytes = 1024;

    private readonly FeedSequencer<TSink> _sequencer;
    private readonly FeedReaderOptions _options;
    private readonly CancellationToken _stop;
    private readonly SubscriptionRequests _requests;
    private readonly ArrayBufferWriter<byte> _text = new(RequestBytes);
    private SubscriptionProgress _subscriptions = new(0);
    private long _nextStopCheck;
    private long _endEventTime = long.MaxValue;

    // Never, until there is a connection to subscribe on: the handshake has its own time limit.
    private long _subscribeDeadline = long.MaxValue;

    public FeedReader(FeedSequencer<TSink> sequencer, FeedReaderOptions options, CancellationToken stop)
    {
        _sequencer = sequencer;
        _options = options;
        _stop = stop;
        _requests = new SubscriptionRequests(sequencer.Plan.Rules, options.AddressesPerSubscription);
    }

    /// <summary>The chain that the node says it serves; 0 until it has answered.</summary>
    public long ChainId => _subscriptions.ChainId;

    /// <summary>Whether every subscription is confirmed.</summary>
    public bool IsSubscribed => _subscriptions.IsComplete;

    long IReceiveIdle.NextDue => Math.Min(_sequencer.NextDue, _nextStopCheck);

    /// <summary>
    /// Connects, subscribes and reads until told to stop, until the time is over or the connection is lost.
    /// </summary>
    public FeedEnd Run(FeedEndpoint endpoint)
    {
        AcceptClock();
        using WebSocketConnection connection = WebSocketConnection.Connect(endpoint, _options.Socket, this);
        Accept(InputKind.Connected, endpoint.ToString());
        if (_options.RunFor is TimeSpan time)
        {
            _endEventTime = _sequencer.EventTime + (time.Ticks * NanosecondsPerTick);
        }

        Subscribe(connection);
        FeedEnd end = Read(connection, endpoint);
        if (end.Reason == FeedEndReason.Disconnected)
        {
            Accept(InputKind.Disconnected, end.Sentence);
        }
        else
        {
            connection.Close(WebSocketCloseCode.Normal);
        }

        Accept(InputKind.End, string.Empty);
        return end;
    }

    bool IReceiveIdle.OnIdle(long now)
    {
        _nextStopCheck = now + StopCheckNs;
        if (_sequencer.NextDue <= now)
        {
            _sequencer.Accept(InputKind.Tick, OnlyConnection, [], now);
        }

        return !_stop.IsCancellationRequested && !IsOver(now) && !_sequencer.HasCalls;
    }

    private FeedEnd Read(WebSocketConnection connection, FeedEndpoint endpoint)
    {
        while (true)
        {
            ReceiveOutcome outcome = connection.Receive();
            long now = connection.ReceiveTime;
            while (connection.TryReadMessage(out ReadOnlySpan<byte> message))
            {
                FrameKind kind = _sequencer.Accept(InputKind.Message, OnlyConnection, message, now);
                if (kind == FrameKind.Answer)
                {
                    _subscriptions.OnAnswer(_sequencer.Decoder.Answer, message);
                }
            }

            if (outcome == ReceiveOutcome.Closed)
            {
                return new FeedEnd(
                    FeedEndReason.Disconnected,
                    endpoint.Redact($"{endpoint}: {connection.CloseReason}")
                );
            }

            // A wait that ended without bytes: to stop, or because a timer's work has a question to send.
            now = outcome == ReceiveOutcome.Stopped ? MonotonicClock.Now : now;
            SendCalls(connection);
            if (_stop.IsCancellationRequested || IsOver(now))
            {
                return WhyOver(endpoint, now);
            }
        }
    }

    // Only asked when something is over.
    private FeedEnd WhyOver(FeedEndpoint endpoint, long now)
    {
        if (_stop.IsCancellationRequested)
        {
            return new FeedEnd(FeedEndReason.Stopped, "told to stop");
        }

        if (_subscriptions.Refusal is string refusal)
        {
            return new FeedEnd(FeedEndReason.Refused, endpoint.Redact($"{endpoint} refuses {refusal}"));
        }

        return !_subscriptions.IsComplete && now >= _subscribeDeadline
            ? new FeedEnd(FeedEndReason.TimedOut, $"{endpoint} does not answer eth_subscribe")
            : new FeedEnd(FeedEndReason.Finished, "the time is over");
    }

    private bool IsOver(long now) =>
        _sequencer.EventTimeIf(now) >= _endEventTime
        || _subscriptions.Refusal is not null
        || (!_subscriptions.IsComplete && now >= _subscribeDeadline);

    private void Subscribe(WebSocketConnection connection)
    {
        // The chain's id, each filter of logs, heads.
        int count = 1 + _requests.LogsCount + 1;
        _subscriptions = new SubscriptionProgress(count);
        _subscribeDeadline = MonotonicClock.Now + (_options.SubscribeTimeout.Ticks * NanosecondsPerTick);
        _text.ResetWrittenCount();
        SubscriptionRequests.WriteChainId(_text, SubscriptionProgress.ChainIdRequest);
        connection.SendText(_text.WrittenSpan);

        // Logs before heads: a head without its logs' subscription would be an empty block.
        for (int i = 0; i < _requests.LogsCount; i++)
        {
            _text.ResetWrittenCount();
            _requests.WriteLogs(_text, SubscriptionProgress.ChainIdRequest + 1 + i, i);
            connection.SendText(_text.WrittenSpan);
        }

        _text.ResetWrittenCount();
        SubscriptionRequests.WriteHeads(_text, count);
        connection.SendText(_text.WrittenSpan);
    }

    private void SendCalls(WebSocketConnection connection)
    {
        while (_sequencer.TryTakeCall(out ChainCall call))
        {
            _text.ResetWrittenCount();
            _requests.WriteCall(_text, call);
            connection.SendText(_text.WrittenSpan);
        }
    }

    private void AcceptClock()
    {
        Span<byte> clock = stackalloc byte[ClockPayload.ByteCount];
        ClockPayload.Write(clock, _options.Anchor.Utc);
        _sequencer.Accept(InputKind.Clock, OnlyConnection, clock, _options.Anchor.ReceiveTime);
    }

    private void Accept(InputKind kind, string text) =>
        _sequencer.Accept(kind, OnlyConnection, Encoding.UTF8.GetBytes(text), MonotonicClock.Now);
}
