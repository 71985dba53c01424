using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>
/// Notices of what is only counted where it happens, on threads that have no time for sentences. Looked at a
/// few times a second, by one caller at a time.
/// </summary>
internal sealed class CountedNotices(
    FeedNotices notices,
    FeedCounters messages,
    BlockOrderCounters order,
    FeedWatchdog watchdog,
    FeedPulse pulse
)
{
    private long _halts;
    private long _haltedAt;
    private bool _isHalted;

    public void Look()
    {
        Tell(
            FeedNotice.Malformed,
            messages.DecodeErrorsOfAllKinds,
            "a message could not be read; it is left out"
        );
        Tell(
            FeedNotice.Contradiction,
            order.Contradictions,
            "a node contradicts itself or another one; the events after it are marked as not to be trusted"
        );
        Tell(
            FeedNotice.Resynchronised,
            order.Resynchronisations,
            "the chain could not be followed without a gap; events go on from another block"
        );
        Tell(
            FeedNotice.CallFailed,
            order.CallsFailed,
            "a question to a node was not answered; it is put again"
        );
        Tell(
            FeedNotice.ReaderStuck,
            watchdog.ReaderStalls.Value,
            "the reader's thread stood still for five seconds (is the machine or the disk overloaded?)"
        );
        LookForBlocksAfterHalt();
    }

    private void LookForBlocksAfterHalt()
    {
        long halts = notices.Count(FeedNotice.ChainHalted);
        if (halts != _halts)
        {
            _halts = halts;
            _haltedAt = pulse.HeadNumber;
            _isHalted = true;
        }
        else if (_isHalted && pulse.HeadNumber > _haltedAt)
        {
            _isHalted = false;
            notices.Say(FeedNotice.ChainResumed, "the chain makes blocks again");
        }
    }

    private void Tell(FeedNotice kind, long count, string sentence)
    {
        if (count > notices.Count(kind))
        {
            notices.SayTotal(kind, count, sentence);
        }
    }
}
