using System.Globalization;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <content>How connections fail, end and follow one another.</content>
public sealed partial class FeedSession<TSink>
{
    // All of a feed's first tries together, where its nodes answer nothing at all.
    private const long FirstTriesNsMax = 10_000_000_000;

    private const double NanosecondsPerSecond = 1_000_000_000;
    private const int KeyRefusalsMax = 3;

    private const string Again = "trying again for as long as it takes";

    // Whether a node has ever been there: before that, an address may simply be wrong.
    private bool _wasServed;

    /// <summary>No connection came about.</summary>
    public void OnConnectFailed(
        FeedConnectFault fault,
        int status,
        TimeSpan? retryAfter,
        string sentence,
        long now
    )
    {
        if (Phase != FeedPhase.Connecting)
        {
            return;
        }

        Counters.ConnectFailures++;
        sentence = Current.Endpoint.Redact(sentence);
        Current.LastFailure = sentence;
        Current.IsFailureSaid = false;
        switch (fault, status)
        {
            case (FeedConnectFault.PlainTextRefused, _):
                Refuse(FeedEndReason.PlainText, sentence, now);
                return;
            case (FeedConnectFault.HttpStatus, 401 or 403) when IsPerhapsAMistake():
                OnLimited(retryAfter, sentence, now);
                break;
            case (FeedConnectFault.HttpStatus, 401 or 403):
                Refuse(FeedEndReason.KeyInvalid, sentence, now);
                return;
            case (FeedConnectFault.HttpStatus, 402):
                Refuse(FeedEndReason.QuotaUsedUp, $"{sentence} (what the key allows is used up)", now);
                return;
            case (FeedConnectFault.HttpStatus, 429 or 503):
                OnLimited(retryAfter, sentence, now);
                break;
            case (FeedConnectFault.HttpStatus, >= 400 and < 500) when _wasServed || _options.FirstTries == 0:
                // It is there and wants nothing of us: asking often mends nothing.
                Current.Policy.OnLimited(retryAfter, now);
                break;
            default:
                Current.FirstFailures++;
                Current.Policy.OnUnreachable(now);
                break;
        }

        if (_wasServed && !Current.Policy.IsLimited)
        {
            Current.IsFailureSaid = true;
            _notices.Say(FeedNotice.ConnectFailed, $"{sentence}; {Again}");
        }

        GoOn(stay: false, now);
    }

    /// <summary>The connection is over.</summary>
    public void OnClosed(WebSocketCloseCause cause, string sentence, long now)
    {
        if (Phase != FeedPhase.Reading)
        {
            return;
        }

        if (cause == WebSocketCloseCause.MessageTooBig)
        {
            OnAnswerTooLarge(now);
        }

        Lose(cause, sentence, stay: false, now);
    }

    // Which question brought it is not known. Put again as it was, it would end each next connection too.
    private void OnAnswerTooLarge(long now)
    {
        QuestionRoute way = _routes[WebSocketRoute];
        way.TakesBatches &= way.Batched.Count == 0;
        foreach (long id in way.LongAsked)
        {
            AcceptFailed(WebSocketRoute, id, 0, CallFault.TooLarge, now);
        }

        way.LongAsked.Clear();
    }

    // A node that has served this key may refuse it by an accident of its own; hardly three times in a row.
    private bool IsPerhapsAMistake() => Current.HasServed && ++Current.KeyRefusals < KeyRefusalsMax;

    private void OnNoAnswer(long now)
    {
        string what = _routes[WebSocketRoute].IsChecked ? "eth_subscribe" : "eth_chainId";
        Current.FirstFailures++;
        Lose(WebSocketCloseCause.None, $"does not answer {what}", stay: false, now);
    }

    // Whether the connection broke or we drop it: inputs, policy, and the next endpoint.
    private void Lose(
        WebSocketCloseCause cause,
        string what,
        bool stay,
        long now,
        FeedNotice notice = FeedNotice.Disconnected
    )
    {
        string sentence = Disconnect(cause, what, now);
        _notices.Say(notice, $"{sentence}; {Again}");
        GoOn(stay, now);
    }

    private string Disconnect(WebSocketCloseCause cause, string what, long now)
    {
        EndpointState endpoint = Current;
        string sentence = endpoint.Endpoint.Redact($"{endpoint.Endpoint}: {what}");
        endpoint.LastFailure = sentence;
        bool wasSubscribed = IsSubscribed;
        long lived = wasSubscribed ? now - _subscribedAt : 0;
        Counters.OnDisconnected(cause);
        LeaveConnection();
        Accept(InputKind.Disconnected, sentence, now);
        if (lived >= ReconnectPolicy.HealthyNs)
        {
            endpoint.SilentInARow = 0;
            endpoint.HasServed = true;
        }

        if (wasSubscribed)
        {
            endpoint.Policy.OnLost(lived, now);
        }
        else if (cause == WebSocketCloseCause.None)
        {
            endpoint.Policy.OnUnreachable(now);
        }
        else
        {
            _wasServed = true;
            endpoint.Policy.OnUnserved(now);
            CountIfLimited(endpoint, sentence, now);
        }

        return sentence;
    }

    private void CountIfLimited(EndpointState endpoint, string sentence, long now)
    {
        if (endpoint.Policy.IsLimited)
        {
            Counters.RateLimited++;
            string often = endpoint.Policy.UnservedInARow > 1 ? ", again and again" : string.Empty;
            SayLimited(sentence + often, endpoint.Policy.RetryAt, now);
        }
    }

    private void OnLimited(TimeSpan? retryAfter, string sentence, long now)
    {
        _wasServed = true;
        Counters.RateLimited++;
        Current.Policy.OnLimited(retryAfter, now);
        SayLimited(sentence, Current.Policy.RetryAt, now);
    }

    private void SayLimited(string sentence, long retryAt, long now)
    {
        double seconds = Math.Ceiling(Math.Max(0, retryAt - now) / NanosecondsPerSecond);
        _notices.Say(
            FeedNotice.RateLimited,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{sentence}; it is asked less often, next try in {seconds:0} s"
            )
        );
    }

    // Nothing of the connection holds any longer.
    private void LeaveConnection()
    {
        Phase = FeedPhase.Waiting;
        _isConnected = false;
        _subscribedAt = 0;
        _answerDeadline = long.MaxValue;
        _progress = new SubscriptionProgress(0);
        _routes[WebSocketRoute].Reset();
        _pulse.Connected = 0;
        _pulse.Subscribed = 0;
    }

    // For good: no later try would end otherwise.
    private void Refuse(FeedEndReason reason, string sentence, long now)
    {
        EndpointState endpoint = Current;
        if (_isConnected)
        {
            Counters.OnDisconnected(WebSocketCloseCause.None);
            LeaveConnection();
            Accept(InputKind.Disconnected, sentence, now);
        }

        endpoint.Refusal = new FeedEnd(reason, sentence);
        Counters.Refusals++;
        if (Array.TrueForAll(_endpoints, other => other.Refusal is not null))
        {
            string all = string.Join("; ", _endpoints.Select(other => other.Refusal!.Value.Sentence));
            Finish(reason, all, now);
            return;
        }

        _notices.Say(FeedNotice.EndpointRefused, $"{sentence}; it is not tried again");
        GoOn(stay: false, now);
    }

    // To the endpoint that may be tried first; of several, the next one after this.
    private void GoOn(bool stay, long now)
    {
        // What other threads decided about a connection that is gone shall not hit the next one.
        TakeInbox(now);
        if (Phase == FeedPhase.Ended || EndIfNeverReached(now))
        {
            return;
        }

        int next = stay ? _endpoint : NextOf(_endpoint, now);
        if (_endpoints[next].Policy.RetryAt <= now)
        {
            Connect(next, now);
            return;
        }

        _endpoint = next;
        Phase = FeedPhase.Waiting;
        FindDue();
    }

    private int NextOf(int endpoint, long now)
    {
        int best = endpoint;
        long bestAt = long.MaxValue;
        for (int i = 1; i <= _endpoints.Length; i++)
        {
            EndpointState other = _endpoints[(endpoint + i) % _endpoints.Length];
            long retryAt = Math.Max(other.Policy.RetryAt, now);
            if (other.Refusal is null && retryAt < bestAt)
            {
                best = (endpoint + i) % _endpoints.Length;
                bestAt = retryAt;
            }
        }

        return best;
    }

    private void Connect(int endpoint, long now)
    {
        _endpoint = endpoint;
        Phase = FeedPhase.Connecting;
        _routes[WebSocketRoute] = Current.Questions;
        Current.Policy.OnTry(now);
        FindDue();
    }

    private bool EndIfNeverReached(long now)
    {
        if (_wasServed || _options.FirstTries == 0)
        {
            return false;
        }

        int enough = now - _begun >= FirstTriesNsMax ? 1 : _options.FirstTries;
        EndpointState[] left = [.. _endpoints.Where(endpoint => endpoint.Refusal is null)];
        if (!Array.TrueForAll(left, endpoint => endpoint.FirstFailures >= enough))
        {
            return false;
        }

        string all = string.Join("; ", left.Select(endpoint => endpoint.LastFailure));
        Finish(FeedEndReason.Unreachable, all, now);
        return true;
    }

    private void Finish(FeedEndReason reason, string sentence, long now)
    {
        if (Phase == FeedPhase.Ended)
        {
            return;
        }

        if (_isConnected)
        {
            // The driver closes it; that is no loss of a connection.
            LeaveConnection();
        }

        Phase = FeedPhase.Ended;
        End = new FeedEnd(reason, sentence);
        _sequencer.Accept(InputKind.End, WebSocketRoute, [], now);
        FindDue();
    }
}
