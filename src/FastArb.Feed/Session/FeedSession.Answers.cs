using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>What nodes answer, and what the watchdog says.</content>
public sealed partial class FeedSession<TSink>
{
    private const int SaidLengthMax = 200;
    private const int CallFailedBytes = sizeof(long) + sizeof(int);
    private const long NanosecondsPerMillisecond = 1_000_000;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnRareMessage(FrameKind kind, byte route, ReadOnlySpan<byte> message, long now)
    {
        if (kind == FrameKind.Answer)
        {
            OnAnswer(route, message, now);
        }
        else if (kind == FrameKind.Batch)
        {
            // The sequencer has been through it; here it is only looked at what concerns the way it came.
            _routes[route].Batched.Clear();
            FeedPhase phase = Phase;
            BatchMessages batch = _sequencer.Decoder.ReadBatch(message);
            while (Phase == phase && batch.MoveNext())
            {
                if (batch.Current == FrameKind.Answer)
                {
                    OnAnswer(route, message, now);
                }
                else
                {
                    NoteFeed(batch.Current, now);
                }
            }
        }

        NoteOrder(now);
    }

    private void OnAnswer(byte route, ReadOnlySpan<byte> message, long now)
    {
        RpcAnswer answer = _sequencer.Decoder.Answer;
        if (answer.HasError)
        {
            OnError(in answer, route, message, now);
            return;
        }

        _routes[route].OnAnswered(now);
        _routes[route].LongAsked.Remove(answer.Id);
        if (route != WebSocketRoute)
        {
            if (answer.Id == SubscriptionProgress.ChainIdRequest)
            {
                OnChainIdOfRoute(route, SubscriptionProgress.ChainIdOf(answer.Body(message)), now);
            }
        }
        else if (_progress.Has(answer.Id))
        {
            OnHandshakeAnswer(answer.Id, answer.Body(message), now);
        }
    }

    private void OnHandshakeAnswer(long id, ReadOnlySpan<byte> result, long now)
    {
        if (
            id == SubscriptionProgress.ChainIdRequest
            && !IsRightChain(SubscriptionProgress.ChainIdOf(result), now)
        )
        {
            return;
        }

        _progress.Confirm(id);
        if (_progress.IsComplete && !IsSubscribed)
        {
            OnSubscribed(now);
        }
    }

    private void OnSubscribed(long now)
    {
        _answerDeadline = long.MaxValue;
        _subscribedAt = now;
        Counters.Subscriptions++;
        _sequencer.Accept(InputKind.Subscribed, WebSocketRoute, [], now);
        _pulse.Subscribed = now;
        Current.KeyRefusals = 0;
        if (Counters.Subscriptions == 1)
        {
            SayWhoIsAway();
        }
        else
        {
            _notices.Say(FeedNotice.Reconnected, $"{Current.Endpoint}: subscribed again");
        }

        FindDue();
    }

    // At the start nothing is said of failures, since an address may be wrong; who is away is said then.
    private void SayWhoIsAway()
    {
        foreach (EndpointState other in _endpoints)
        {
            if (other.LastFailure.Length > 0 && other.Refusal is null && !other.IsFailureSaid)
            {
                other.IsFailureSaid = true;
                string sentence = $"{other.LastFailure}; {Current.Endpoint} is used instead";
                _notices.Say(FeedNotice.ConnectFailed, sentence);
            }
        }
    }

    private bool IsRightChain(long chain, long now)
    {
        if (chain == 0)
        {
            Lose(WebSocketCloseCause.None, "answers eth_chainId with something else", stay: false, now);
            return false;
        }

        if (ChainId != 0 && chain != ChainId)
        {
            Refuse(FeedEndReason.WrongChain, WrongChainOf(Current.Endpoint, chain), now);
            return false;
        }

        ChainId = chain;
        _wasServed = true;
        _progress.Sendable = _progress.Count;
        _routes[WebSocketRoute].IsChecked = true;
        for (int i = 1; i < _routes.Length; i++)
        {
            // With each connection: an endpoint may come to stand for another chain while it is away.
            _routes[i].NeedsCheck = !_routes[i].IsRefused;
        }

        return true;
    }

    private string WrongChainOf(FeedEndpoint endpoint, long chain) =>
        string.Create(CultureInfo.InvariantCulture, $"{endpoint} serves chain {chain}, not {ChainId}");

    private void OnChainIdOfRoute(byte route, long chain, long now)
    {
        QuestionRoute way = _routes[route];
        if (chain == ChainId)
        {
            way.IsChecked = true;
        }
        else if (chain == 0)
        {
            way.Fail(now);
            CheckAgain(way);
        }
        else
        {
            RefuseRoute(route, WrongChainOf(_options.QuestionEndpoints[route - 1], chain), now);
        }
    }

    private void CheckAgain(QuestionRoute way)
    {
        way.NeedsCheck = !way.IsRefused;
        FindDue();
    }

    // For good: the others, and the WebSocket, are asked instead.
    private void RefuseRoute(byte route, string sentence, long now)
    {
        QuestionRoute way = _routes[route];
        if (way.IsRefused)
        {
            return;
        }

        way.IsRefused = true;
        way.NeedsCheck = false;
        Counters.Refusals++;
        _notices.Say(FeedNotice.EndpointRefused, $"{sentence}; it is asked nothing");
        foreach (ChainCall call in way.Waiting)
        {
            PutOff(route, call.Id, 0, now);
        }

        way.Waiting.Clear();
        FindDue();
    }

    private void OnError(in RpcAnswer answer, byte route, ReadOnlySpan<byte> message, long now)
    {
        FeedEndpoint endpoint =
            route == WebSocketRoute ? Current.Endpoint : _options.QuestionEndpoints[route - 1];
        string said = Printable(answer.Body(message));
        RpcErrorMeaning meaning = RpcErrorMeaning.Of(answer.ErrorCode, answer.Body(message));
        if (route == WebSocketRoute && _progress.Has(answer.Id))
        {
            OnHandshakeRefused(answer.Id, meaning, said, now);
            return;
        }

        ForgetProbe(answer.Id);
        QuestionRoute way = _routes[route];
        way.LongAsked.Remove(answer.Id);
        string sentence = endpoint.Redact($"{endpoint}: {said}");
        bool isForGood = meaning is RpcErrorMeaning.KeyInvalid or RpcErrorMeaning.QuotaUsedUp;
        bool isLimited = isForGood || meaning == RpcErrorMeaning.RateLimited;
        if (isForGood && route != WebSocketRoute)
        {
            RefuseRoute(route, sentence, now);
        }
        else if (isLimited)
        {
            LimitRoute(way, 0, sentence, now);
        }

        if (answer.Id < 0)
        {
            OnBatchRefused(route, isLimited, now);
        }
        else if (route != WebSocketRoute && answer.Id == SubscriptionProgress.ChainIdRequest)
        {
            way.Fail(now);
            CheckAgain(way);
        }
    }

    // Once for all that was on its way when the node said so.
    private void LimitRoute(QuestionRoute way, long askedNs, string sentence, long now)
    {
        if (way.Limit(now, askedNs))
        {
            Counters.RateLimited++;
            SayLimited(sentence, way.PausedUntil, now);
        }
    }

    private void OnHandshakeRefused(long id, RpcErrorMeaning meaning, string said, long now)
    {
        FeedEndpoint endpoint = Current.Endpoint;
        string what = id == SubscriptionProgress.ChainIdRequest ? "eth_chainId" : "eth_subscribe";
        string sentence = endpoint.Redact($"{endpoint} refuses {what}: {said}");
        switch (meaning)
        {
            case RpcErrorMeaning.KeyInvalid when !IsPerhapsAMistake():
                Refuse(FeedEndReason.KeyInvalid, sentence, now);
                break;
            case RpcErrorMeaning.QuotaUsedUp:
                Refuse(FeedEndReason.QuotaUsedUp, sentence, now);
                break;
            case RpcErrorMeaning.NotSupported:
                Refuse(FeedEndReason.Refused, sentence, now);
                break;
            default:
                // Whatever its trouble is, asking often mends nothing.
                Counters.OnDisconnected(WebSocketCloseCause.None);
                LeaveConnection();
                Accept(InputKind.Disconnected, sentence, now);
                OnLimited(null, sentence, now);
                GoOn(stay: false, now);
                break;
        }
    }

    // An error without an id after a batch: this node takes none, or not now. What was in it is put again.
    private void OnBatchRefused(byte route, bool isLimited, long now)
    {
        QuestionRoute way = _routes[route];
        if (way.Batched.Count == 0)
        {
            return;
        }

        if (!isLimited)
        {
            way.TakesBatches = false;
            Counters.BatchesRefused++;
        }

        foreach (long id in way.Batched)
        {
            PutOff(route, id, Math.Max(0, way.PausedUntil - now), now);
        }

        way.Batched.Clear();
    }

    // A question, or the question for its chain, did not reach an HTTP endpoint or came to nothing there.
    private void OnRouteFailed(byte route, ReadOnlySpan<byte> payload, long now)
    {
        if (payload.Length < CallFailedBytes)
        {
            return;
        }

        QuestionRoute way = _routes[route];
        FeedEndpoint endpoint = _options.QuestionEndpoints[route - 1];
        long id = BinaryPrimitives.ReadInt64LittleEndian(payload);
        long delay =
            BinaryPrimitives.ReadUInt32LittleEndian(payload[sizeof(long)..]) * NanosecondsPerMillisecond;
        var fault = (CallFault)(payload.Length > CallFailedBytes ? payload[CallFailedBytes] : 0);
        bool wasBatched = way.Batched.Remove(id);
        way.LongAsked.Remove(id);
        switch (fault)
        {
            case CallFault.TooLarge:
                way.TakesBatches &= !wasBatched;
                break;
            case CallFault.KeyInvalid:
                RefuseRoute(route, $"{endpoint} does not accept the key", now);
                break;
            case CallFault.QuotaUsedUp:
                RefuseRoute(route, $"{endpoint}: what the key allows is used up", now);
                break;
            case CallFault.Limited:
            case CallFault.None or CallFault.Unreachable when delay > 0:
                LimitRoute(way, delay, $"{endpoint}: too many questions", now);
                break;
            default:
                bool isNew = !way.IsFailing;
                if (way.Fail(now) && isNew)
                {
                    _notices.Say(FeedNotice.ConnectFailed, $"{endpoint} answers no questions; {Again}");
                }

                break;
        }

        if (id == SubscriptionProgress.ChainIdRequest)
        {
            CheckAgain(way);
        }

        FindDue();
    }

    private void OnVerdict(ReadOnlySpan<byte> payload, long now)
    {
        if (Phase != FeedPhase.Reading || !IsSubscribed || payload.Length != 1)
        {
            Counters.VerdictsStale++;
            return;
        }

        var verdict = (FeedVerdict)payload[0];
        _sequencer.Accept(InputKind.Verdict, WebSocketRoute, payload, now);
        (FeedNotice Notice, string What)? drop = verdict switch
        {
            FeedVerdict.SilentHeads => (
                FeedNotice.SilentHeads,
                "its chain goes on, but it announces no heads"
            ),
            FeedVerdict.SilentLogs => (
                FeedNotice.SilentLogs,
                "its blocks hold logs that it does not announce"
            ),
            FeedVerdict.SilentNode => (FeedNotice.SilentNode, "it answers nothing"),
            FeedVerdict.NodeBehind => (
                FeedNotice.NodeBehind,
                "its chain stands still while another's goes on"
            ),
            _ => null,
        };
        if (drop is not { } found)
        {
            if (verdict == FeedVerdict.ChainHalted)
            {
                _notices.Say(FeedNotice.ChainHalted, $"{Current.Endpoint}: the chain makes no blocks");
            }

            return;
        }

        // A subscription may fall silent by an accident that a new one mends; a node that is silent
        // again will
        // be so for ever.
        bool isSubscription = verdict is FeedVerdict.SilentHeads or FeedVerdict.SilentLogs;
        bool stay = isSubscription && Current.SilentInARow++ == 0;
        Counters.VerdictsObeyed++;
        Lose(WebSocketCloseCause.None, found.What, stay, now, found.Notice);
    }

    // What a node says is shown, not trusted: cut, and without signs that would move a cursor.
    private static string Printable(ReadOnlySpan<byte> said) =>
        string.Concat(Encoding.UTF8.GetString(said).Take(SaidLengthMax).Where(sign => !char.IsControl(sign)));
}
