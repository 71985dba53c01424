using FastArb.Feed;
using FastArb.Market;

namespace FastArb.Pipeline;

// Written by lanes, rarely: at blocks, answers and faults, never for a log. A lock will do.

/// <summary>
/// What lanes have to say to the rest of the engine: questions of the one lane that asks, notices of its
/// market, handlers that are out. Bounded: the oldest notice goes, counted; a question that finds the feed's
/// inbox full is put again with the next rare event.
/// </summary>
public sealed class LaneOutbox(FeedInbox? inbox)
{
    private const int NoticesMax = 1_024;
    private const int FaultsMax = 1_024;

    private readonly Lock _lock = new();
    private readonly Queue<MarketNotice> _notices = [];
    private readonly Queue<HandlerFault> _faults = [];
    private readonly FeedInbox? _inbox = inbox;
    private byte[]? _unposted;

    /// <summary>Notices and faults that went because nobody took them.</summary>
    public long Lost { get; private set; }

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
            if (_faults.Count >= FaultsMax)
            {
                _faults.Dequeue();
                Lost++;
            }

            _faults.Enqueue(fault);
        }
    }

    // What the market has to ask and to say after this event.
    internal void Take(LiveMarket market, long sequence)
    {
        _ = sequence;
        PostQuestions(market);
        while (market.TryTakeNotice(out MarketNotice notice))
        {
            lock (_lock)
            {
                if (_notices.Count >= NoticesMax)
                {
                    _notices.Dequeue();
                    Lost++;
                }

                _notices.Enqueue(notice);
            }
        }
    }

    private void PostQuestions(LiveMarket market)
    {
        if (_unposted is not null && !TryPost(_unposted))
        {
            return;
        }

        _unposted = null;
        while (market.TryTakeQuestion(out Chain.ContractQuestion? question))
        {
            byte[] payload = QuestionPayload.Of(question);
            if (!TryPost(payload))
            {
                _unposted = payload;
                return;
            }
        }
    }

    private bool TryPost(byte[] payload) => _inbox is null || _inbox.TryPost(InputKind.Asked, 0, payload);
}
