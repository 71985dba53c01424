using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the reader's thread; for each message OnMessage, everything else rarely.
// OnMessage may not allocate, lock, log or read a clock, unless the message is an answer.
// Costs a compare and four stores beside the sequencer.

/// <summary>
/// All decisions about staying connected, without a socket, a thread or a clock: whoever drives it connects,
/// hands in what comes, and sends what <see cref="TryTakeText"/> gives, until the phase is
/// <see cref="FeedPhase.Ended"/>. When the phase leaves <see cref="FeedPhase.Reading"/>, the driver
/// closes the
/// connection. Times are monotonic nanoseconds.
/// </summary>
public sealed partial class FeedSession<TSink>
    where TSink : struct, IChainEventSink
{
    private const byte WebSocketRoute = 0;
    private const long NanosecondsPerTick = 100;
    private const int RequestBytes = 1024;

    private readonly FeedSequencer<TSink> _sequencer;
    private readonly FeedSessionOptions _options;
    private readonly FeedInbox _inbox;
    private readonly FeedPulse _pulse;
    private readonly FeedNotices _notices;
    private readonly SubscriptionRequests _requests;
    private readonly ArrayBufferWriter<byte> _text = new(RequestBytes);
    private readonly EndpointState[] _endpoints;
    private readonly QuestionRoute[] _routes;
    private SubscriptionProgress _progress = new(0);
    private int _endpoint;
    private bool _isConnected;
    private long _subscribedAt;
    private long _begun;
    private long _probesAnswered;

    // Of a connection: until when the node must have said its chain, then confirmed the subscriptions.
    private long _answerDeadline = long.MaxValue;
    private long _endEventTime = long.MaxValue;
    private long _endDue = long.MaxValue;
    private long _due = long.MaxValue;

    public FeedSession(
        FeedSequencer<TSink> sequencer,
        FeedSessionOptions options,
        FeedInbox inbox,
        FeedPulse pulse,
        FeedNotices? notices = null
    )
    {
        ArgumentNullException.ThrowIfNull(sequencer);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(inbox);
        ArgumentNullException.ThrowIfNull(pulse);
        if (options.Endpoints.IsDefaultOrEmpty)
        {
            throw new ArgumentException("a feed needs a WebSocket endpoint", nameof(options));
        }

        _sequencer = sequencer;
        _options = options;
        _inbox = inbox;
        _pulse = pulse;
        _notices = notices ?? new FeedNotices();
        _requests = new SubscriptionRequests(sequencer.Plan.Rules, options.AddressesPerSubscription);
        _endpoints =
        [
            .. options.Endpoints.Select(
                (endpoint, i) => new EndpointState(endpoint, options.Seed + (ulong)i)
            ),
        ];
        _routes =
        [
            .. Enumerable
                .Range(0, 1 + options.QuestionEndpoints.Length)
                .Select(route => new QuestionRoute(options.Seed - (ulong)route)),
        ];
        ChainId = options.ChainId;
    }

    public FeedSessionOptions Options => _options;

    public FeedPhase Phase { get; private set; }

    /// <summary>Which endpoint to connect to, or the one that is connected to.</summary>
    public int Endpoint => _endpoint;

    /// <summary>Why it has ended, once it has.</summary>
    public FeedEnd End { get; private set; }

    /// <summary>The chain that it is to be, or that the first node served; 0 before.</summary>
    public long ChainId { get; private set; }

    /// <summary>Whether every subscription of this connection is confirmed.</summary>
    public bool IsSubscribed => _subscribedAt != 0;

    public FeedSessionCounters Counters { get; } = new();

    /// <summary>
    /// When, on the receive clock, <see cref="OnDue"/> wants to be called; in the past where there is
    /// something
    /// to do at once.
    /// </summary>
    public long NextDue =>
        _inbox.HasItems || _sequencer.EventTime >= _endEventTime ? 0 : Math.Min(_sequencer.NextDue, _due);

    /// <summary>Whether <see cref="TryTakeText"/> has something.</summary>
    public bool HasText => HasHandshakeText || HasQuestions;

    /// <summary>
    /// Records which time it is, and names the first endpoint. A sequencer that has taken the inputs of an
    /// earlier process goes on as after a lost connection.
    /// </summary>
    public void Begin(long now)
    {
        Span<byte> clock = stackalloc byte[ClockPayload.ByteCount];
        ClockPayload.Write(clock, _options.Anchor.Utc);
        bool goesOn = _sequencer.InputCount > 0;
        _sequencer.Accept(InputKind.Clock, WebSocketRoute, clock, _options.Anchor.ReceiveTime);
        if (goesOn)
        {
            // It has taken the inputs of a process that is gone, and so is that one's connection.
            Accept(InputKind.Disconnected, "another process goes on", _options.Anchor.ReceiveTime);
        }

        _now = now;
        _begun = now;
        Connect(0, now);
    }

    public void OnConnected(long now)
    {
        if (Phase != FeedPhase.Connecting)
        {
            return;
        }

        _now = now;
        Phase = FeedPhase.Reading;
        Counters.Connections++;
        _isConnected = true;
        Accept(InputKind.Connected, Current.Endpoint.ToString(), now);
        _pulse.Connected = now;

        // The chain's id, each filter of logs, heads.
        _progress = new SubscriptionProgress(1 + _requests.LogsCount + 1);
        _answerDeadline = now + (_options.SubscribeTimeout.Ticks * NanosecondsPerTick);
        if (_options.RunFor is TimeSpan time && _endEventTime == long.MaxValue)
        {
            long length = time.Ticks * NanosecondsPerTick;
            _endEventTime = _sequencer.EventTime + length;
            _endDue = _sequencer.Plan.Time == EventTimeSource.Received ? now + length : long.MaxValue;
        }

        FindDue();
    }

    /// <summary>A message of the connection.</summary>
    public FrameKind OnMessage(ReadOnlySpan<byte> message, long now)
    {
        FrameKind kind = _sequencer.Accept(InputKind.Message, WebSocketRoute, message, now);
        _now = now;
        _pulse.Loop = now;
        _pulse.Received = now;
        if (!NoteFeed(kind, now) && kind != FrameKind.UnwantedLog)
        {
            OnRareMessage(kind, WebSocketRoute, message, now);
        }

        return kind;
    }

    /// <summary>
    /// What falls due by itself: ticks of the sequencer, what lies in the inbox, the end of a wait,
    /// deadlines.
    /// </summary>
    public void OnDue(long now)
    {
        _now = now;
        _pulse.Loop = now;
        if (Phase == FeedPhase.Ended)
        {
            return;
        }

        TakeInbox(now);
        if (_sequencer.NextDue <= now)
        {
            _sequencer.Accept(InputKind.Tick, WebSocketRoute, [], now);
        }

        NoteOrder(now);
        if (Phase == FeedPhase.Ended)
        {
            return;
        }

        if (_sequencer.EventTimeIf(now) >= _endEventTime)
        {
            Finish(FeedEndReason.Finished, "the time is over", now);
        }
        else if (Phase == FeedPhase.Waiting && Current.Policy.RetryAt <= now)
        {
            Connect(_endpoint, now);
        }
        else if (Phase == FeedPhase.Reading && _answerDeadline <= now)
        {
            OnNoAnswer(now);
        }
        else
        {
            FindDue();
        }
    }

    /// <summary>It is to end, now.</summary>
    public void Stop(long now) => Finish(FeedEndReason.Stopped, "told to stop", now);

    private EndpointState Current => _endpoints[_endpoint];

    // What the feed brings of its own accord.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool NoteFeed(FrameKind kind, long now)
    {
        if (kind == FrameKind.Log)
        {
            _pulse.Log = now;
            return true;
        }

        if (kind != FrameKind.Head)
        {
            return false;
        }

        _pulse.Head = now;
        _pulse.HeadNumber = Math.Max(_pulse.HeadNumber, _sequencer.Decoder.Head.Number);
        _pulse.MissedLogs = _sequencer.MissedLogs;
        return true;
    }

    // What questions have brought.
    private void NoteOrder(long now)
    {
        _pulse.MissedLogs = _sequencer.MissedLogs;
        if (_sequencer.ProbesAnswered != _probesAnswered)
        {
            _probesAnswered = _sequencer.ProbesAnswered;
            _pulse.ProbeNumber = _sequencer.ProbeNumber;
            _pulse.ProbeAnswered = now;
        }
    }

    private void TakeInbox(long now)
    {
        while (
            Phase != FeedPhase.Ended
            && _inbox.TryTake(out InputKind kind, out byte connection, out ReadOnlyMemory<byte> payload)
        )
        {
            OnInboxItem(kind, connection, payload.Span, now);
        }
    }

    private void OnInboxItem(InputKind kind, byte connection, ReadOnlySpan<byte> payload, long now)
    {
        if (kind == InputKind.Verdict)
        {
            OnVerdict(payload, now);
            return;
        }

        FrameKind frame = _sequencer.Accept(kind, connection, payload, now);
        if (connection == WebSocketRoute || connection >= _routes.Length)
        {
            return;
        }

        if (kind == InputKind.Message)
        {
            OnRareMessage(frame, connection, payload, now);
        }
        else if (kind == InputKind.CallFailed)
        {
            OnRouteFailed(connection, payload, now);
        }
    }

    private void FindDue()
    {
        long due = Math.Min(_endDue, Phase == FeedPhase.Reading ? _answerDeadline : long.MaxValue);
        if (Phase == FeedPhase.Waiting)
        {
            due = Math.Min(due, Current.Policy.RetryAt);
        }

        _due = Math.Min(due, ChecksDue);
    }

    private void Accept(InputKind kind, string text, long now) =>
        _sequencer.Accept(kind, WebSocketRoute, Encoding.UTF8.GetBytes(text), now);
}
