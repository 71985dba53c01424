using FastArb.Chain;
using FastArb.Feed;
using FastArb.Market;

namespace FastArb.Pipeline;

// Written by lanes, rarely: at blocks, answers and faults, never for a log; the lock is taken only
// where there
// is something to say.

/// <summary>
/// What lanes have to say to the rest of the engine: questions and notices of their markets, handlers
/// that are
/// out. All lanes come to the same questions and notices, each in its own time: whoever is first says them,
/// and so does a lane that was built anew. Bounded: the oldest notice goes, counted; a question that
/// finds the
/// feed's inbox full waits here, the later ones with their lanes, and is put at the next block or answer.
/// </summary>
public sealed class LaneOutbox(FeedInbox? inbox)
{
    private const int NoticesMax = 1_024;

    private readonly Lock _lock = new();
    private readonly Queue<MarketNotice> _notices = [];
    private readonly Queue<HandlerFault> _faults = [];

    // One fault each: a lane that is built anew comes to the old ones again.
    private readonly HashSet<string> _out = new(StringComparer.Ordinal);
    private readonly FeedInbox? _inbox = inbox;
    private volatile byte[]? _unposted;
    private ulong _lastTag;
    private long _noticedAt = -1;
    private Lane? _noticedBy;

    /// <summary>Notices that went because nobody took them.</summary>
    public long Lost { get; private set; }

    /// <summary>
    /// Questions up to this tag have been put, and are not put again: their tags follow each other.
    /// </summary>
    public ulong LastTag
    {
        get
        {
            lock (_lock)
            {
                return _lastTag;
            }
        }
        set
        {
            lock (_lock)
            {
                _lastTag = value;
            }
        }
    }

    public bool TryTakeNotice(out MarketNotice notice)
    {
        lock (_lock)
        {
            return _notices.TryDequeue(out notice);
        }
    }

    public bool TryTakeFault(out HandlerFault? fault)
    {
        lock (_lock)
        {
            return _faults.TryDequeue(out fault);
        }
    }

    internal void Post(HandlerFault fault)
    {
        lock (_lock)
        {
            if (_out.Add(fault.Handler))
            {
                _faults.Enqueue(fault);
            }
        }
    }

    // What the market has to ask and to say after this event.
    internal void Take(Lane lane, long sequence)
    {
        LiveMarket market = lane.Market;
        if (_unposted is not null)
        {
            PutAgain();
        }

        while (_unposted is null && market.TryTakeQuestion(out ContractQuestion? question))
        {
            Put(lane, question);
        }

        while (market.TryTakeNotice(out MarketNotice notice))
        {
            Keep(lane, sequence, in notice);
        }
    }

    private void Put(Lane lane, ContractQuestion question)
    {
        lock (_lock)
        {
            // An abandoned lane may have read a slot that was overwritten meanwhile.
            if (question.Tag <= _lastTag || lane.IsAbandoned)
            {
                return;
            }

            _lastTag = question.Tag;
            byte[] payload = QuestionPayload.Of(question);
            if (!TryPost(payload))
            {
                _unposted = payload;
            }
        }
    }

    private void PutAgain()
    {
        lock (_lock)
        {
            if (_unposted is { } payload && TryPost(payload))
            {
                _unposted = null;
            }
        }
    }

    private void Keep(Lane lane, long sequence, in MarketNotice notice)
    {
        lock (_lock)
        {
            if (lane.IsAbandoned || (sequence <= _noticedAt && lane != _noticedBy))
            {
                return;
            }

            (_noticedAt, _noticedBy) = (sequence, lane);
            if (_notices.Count >= NoticesMax)
            {
                _notices.Dequeue();
                Lost++;
            }

            _notices.Enqueue(notice);
        }
    }

    private bool TryPost(byte[] payload) => _inbox is null || _inbox.TryPost(InputKind.Asked, 0, payload);
}
