using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
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
        if (route != WebSocketRoute)
        {
            if (answer.Id == SubscriptionProgress.ChainIdRequest)
            {
                OnChainIdOfRoute(route, SubscriptionProgress.ChainIdOf(answer.Body(message)));
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
        if (Counters.Subscriptions > 1)
        {
            _notices.Say(FeedNotice.Reconnected, $"{Current.Endpoint}: subscribed again");
        }

        FindDue();
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

    private void OnChainIdOfRoute(byte route, long chain)
    {
        if (chain == ChainId)
        {
            _routes[route].IsChecked = true;
        }
        else if (chain != 0)
        {
            _routes[route].IsRefused = true;
            _routes[route].NeedsCheck = false;
            Counters.Refusals++;
            string sentence = WrongChainOf(_options.QuestionEndpoints[route - 1], chain);
            _notices.Say(FeedNotice.EndpointRefused, $"{sentence}; it is asked nothing");
        }
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
        bool isLimited = meaning is RpcErrorMeaning.RateLimited or RpcErrorMeaning.QuotaUsedUp;
        if (isLimited)
        {
            Counters.RateLimited++;
            _routes[route].Pause(now, 0);
            _notices.Say(
                FeedNotice.RateLimited,
                endpoint.Redact($"{endpoint}: {said}; it is asked less often")
            );
        }

        if (answer.Id < 0)
        {
            OnBatchRefused(route, isLimited, now);
        }
    }

    private void OnHandshakeRefused(long id, RpcErrorMeaning meaning, string said, long now)
    {
        FeedEndpoint endpoint = Current.Endpoint;
        string what = id == SubscriptionProgress.ChainIdRequest ? "eth_chainId" : "eth_subscribe";
        string sentence = endpoint.Redact($"{endpoint} refuses {what}: {said}");
        switch (meaning)
        {
            case RpcErrorMeaning.KeyInvalid:
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
        if (payload.Length != CallFailedBytes)
        {
            return;
        }

        long delay =
            BinaryPrimitives.ReadUInt32LittleEndian(payload[sizeof(long)..]) * NanosecondsPerMillisecond;
        if (now >= _routes[route].PausedUntil || delay > 0)
        {
            _routes[route].Pause(now, delay);
        }

        if (BinaryPrimitives.ReadInt64LittleEndian(payload) == SubscriptionProgress.ChainIdRequest)
        {
            _routes[route].NeedsCheck = !_routes[route].IsRefused;
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
        _notices.Say(found.Notice, $"{Current.Endpoint}: {found.What}");
        Lose(WebSocketCloseCause.None, found.What, stay, now);
    }

    // What a node says is shown, not trusted: cut, and without signs that would move a cursor.
    private static string Printable(ReadOnlySpan<byte> said) =>
        string.Concat(Encoding.UTF8.GetString(said).Take(SaidLengthMax).Where(sign => !char.IsControl(sign)));
}
