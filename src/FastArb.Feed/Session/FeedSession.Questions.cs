using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>What is sent, and which way.</content>
public sealed partial class FeedSession<TSink>
{
    private const long NoWayNs = 1_000_000_000;
    private const long NoRoomNs = 250_000_000;
    private const long AnswerSoonNs = 2_000_000_000;

    private readonly List<long> _textIds = [];
    private long _now;
    private long _probe = -1;
    private long _posted = long.MinValue / 2;

    /// <summary>The ids of the questions in the text that was taken last.</summary>
    public ReadOnlySpan<long> TextIds => CollectionsMarshal.AsSpan(_textIds);

    /// <summary>Whether an HTTP endpoint's answer may lie in the inbox soon.</summary>
    public bool AwaitsInbox => _now - _posted < AnswerSoonNs;

    private bool HasHandshakeText => Phase == FeedPhase.Reading && _progress.Sent < _progress.Sendable;

    private bool HasQuestions
    {
        get
        {
            bool has = _sequencer.HasCalls;
            foreach (QuestionRoute route in _routes)
            {
                has |= route.Waiting.Count > 0 || (route.NeedsCheck && route.PausedUntil <= _now);
            }

            return has;
        }
    }

    private long ChecksDue
    {
        get
        {
            long due = long.MaxValue;
            foreach (QuestionRoute route in _routes)
            {
                due = route.NeedsCheck ? Math.Min(due, route.PausedUntil) : due;
            }

            return due;
        }
    }

    /// <summary>
    /// What to send next: on route 0, the WebSocket, or on route r to the HTTP endpoint r - 1. The text
    /// is valid
    /// until the next call. To be asked after every step, in every phase: questions that no way is open
    /// for are
    /// put off here.
    /// </summary>
    public bool TryTakeText(out int route, out ReadOnlySpan<byte> text)
    {
        _text.ResetWrittenCount();
        _textIds.Clear();
        route = WebSocketRoute;
        bool isTaken =
            Phase != FeedPhase.Ended
            && (TryWriteHandshake() || TryWriteCheck(out route) || TryWriteQuestions(out route));
        text = _text.WrittenSpan;
        if (route != WebSocketRoute)
        {
            _posted = _now;
        }

        return isTaken;
    }

    /// <summary>The text that was taken last could not be handed to its endpoint.</summary>
    public void OnNotSent(int route, long now)
    {
        foreach (long id in _textIds)
        {
            if (id == SubscriptionProgress.ChainIdRequest)
            {
                _routes[route].NeedsCheck = true;
                _routes[route].Fail(now);
            }
            else
            {
                PutOff(route, id, NoRoomNs, now);
            }
        }

        FindDue();
    }

    private bool TryWriteHandshake()
    {
        if (!HasHandshakeText)
        {
            return false;
        }

        int id = ++_progress.Sent;
        if (id == SubscriptionProgress.ChainIdRequest)
        {
            SubscriptionRequests.WriteChainId(_text, id);
        }
        else if (id < _progress.Count)
        {
            // Logs before heads: a head without its logs' subscription would be an empty block.
            _requests.WriteLogs(_text, id, id - 1 - (int)SubscriptionProgress.ChainIdRequest);
        }
        else
        {
            SubscriptionRequests.WriteHeads(_text, id);
        }

        return true;
    }

    private bool TryWriteCheck(out int route)
    {
        for (route = 1; route < _routes.Length; route++)
        {
            if (_routes[route].NeedsCheck && _routes[route].PausedUntil <= _now)
            {
                _routes[route].NeedsCheck = false;
                _textIds.Add(SubscriptionProgress.ChainIdRequest);
                SubscriptionRequests.WriteChainId(_text, SubscriptionProgress.ChainIdRequest);
                FindDue();
                return true;
            }
        }

        route = WebSocketRoute;
        return false;
    }

    private bool TryWriteQuestions(out int route)
    {
        while (_sequencer.TryTakeCall(out ChainCall call))
        {
            // Where the chain ends is asked to learn of this node, not of another one.
            bool isOfThisNode =
                call.Kind == ChainCallKind.HeaderLatest && _routes[WebSocketRoute].IsOpen(_now);
            int way = isOfThisNode ? WebSocketRoute : RouteOf(call.Turn);
            if (way < 0)
            {
                PutOff(WebSocketRoute, call.Id, UntilAWayOpens(), _now);
            }
            else
            {
                _routes[way].Waiting.Add(call);
            }
        }

        for (route = 0; route < _routes.Length; route++)
        {
            if (_routes[route].Waiting.Count > 0)
            {
                WriteQuestions(_routes[route]);
                return true;
            }
        }

        route = WebSocketRoute;
        return false;
    }

    private void WriteQuestions(QuestionRoute route)
    {
        int count = Math.Min(route.Waiting.Count, route.TakesBatches ? Math.Max(1, _options.BatchMax) : 1);
        ReadOnlySpan<ChainCall> calls = CollectionsMarshal.AsSpan(route.Waiting)[..count];
        foreach (ChainCall call in calls)
        {
            _textIds.Add(call.Id);
            route.OnAsked(in call);
            if (call.Kind == ChainCallKind.HeaderLatest)
            {
                // From here on the watchdog may wait for an answer.
                _probe = call.Id;
                _pulse.Probed = _now;
            }
        }

        if (count > 1)
        {
            route.Batched.AddRange(_textIds);
            Counters.BatchesSent++;
        }

        _requests.WriteCalls(_text, calls);
        route.Waiting.RemoveRange(0, count);
        Counters.CallsSent += count;
    }

    // HTTP endpoints first and the WebSocket last, which has the feed to carry; another turn, another one.
    private int RouteOf(int turn)
    {
        int open = 0;
        foreach (QuestionRoute route in _routes)
        {
            open += route.IsOpen(_now) ? 1 : 0;
        }

        int skip = open == 0 ? -1 : turn % open;
        for (int i = 1; i <= _routes.Length && skip >= 0; i++)
        {
            int at = i % _routes.Length;
            if (_routes[at].IsOpen(_now) && skip-- == 0)
            {
                return at;
            }
        }

        return -1;
    }

    private long UntilAWayOpens()
    {
        long open = long.MaxValue;
        foreach (QuestionRoute route in _routes)
        {
            open = route.IsChecked && !route.IsRefused ? Math.Min(open, route.PausedUntil) : open;
        }

        return open == long.MaxValue ? NoWayNs : open - _now;
    }

    // A node that wants a pause is not silent: the watchdog waits for no answer to what is put off.
    private void ForgetProbe(long id)
    {
        if (id == _probe)
        {
            _pulse.Probed = 0;
        }
    }

    // No fault of the question's own: it is put again, and no try is counted.
    private void PutOff(int route, long id, long delayNs, long now)
    {
        uint milliseconds = (uint)((delayNs + NanosecondsPerMillisecond - 1) / NanosecondsPerMillisecond);
        Counters.CallsPutOff++;
        ForgetProbe(id);
        AcceptFailed(route, id, milliseconds, CallFault.None, now);
    }

    private void AcceptFailed(int route, long id, uint milliseconds, CallFault fault, long now)
    {
        Span<byte> payload = stackalloc byte[CallFailedBytes + 1];
        BinaryPrimitives.WriteInt64LittleEndian(payload, id);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[sizeof(long)..], milliseconds);
        payload[CallFailedBytes] = (byte)fault;
        _sequencer.Accept(InputKind.CallFailed, (byte)route, payload, now);
    }
}
