using FastArb.Chain;
using FastArb.Feed;
using Xunit;
using static FastArb.Tests.Feed.Sequencing.SequencedFeed;

namespace FastArb.Tests.Feed.Sequencing;

/// <summary>What the end of a recording says of its last block, and how it goes on behind it.</summary>
public sealed class Sequencer_Ends
{
    private static readonly FeedPlan s_past = Everything with { Time = EventTimeSource.Chain };

    private static readonly ChainEventKind[] s_ended =
    [
        ChainEventKind.BlockBegin,
        ChainEventKind.Log,
        ChainEventKind.BlockSealed,
    ];

    [Fact]
    public void The_last_block_of_the_past_is_sealed_where_the_recording_ends()
    {
        SequencedFeed feed = Ended(whole: true);
        Assert.Equal(s_ended, feed.Kinds);
        Assert.Equal((byte)SealReason.End, feed.Events[2].Detail);
        Assert.Equal(feed.Events[1].EventTime, feed.Events[2].EventTime);
        Assert.Equal(1, feed.Sequencer.OrderCounters.SealedEnd);
        End(feed);
        Assert.Equal(s_ended, feed.Kinds);
    }

    [Fact]
    public void A_live_block_stays_open_since_more_of_it_may_have_been_on_the_way()
    {
        SequencedFeed feed = Ended(whole: false);
        Assert.Equal(s_ended[..2], feed.Kinds);
    }

    [Fact]
    public void Behind_an_end_the_same_block_again_changes_nothing_and_the_next_one_follows()
    {
        SequencedFeed feed = Ended(whole: true);
        feed.Sequencer.Accept(InputKind.Connected, 0, [], 3);
        feed.Accept(Head(1, timestamp: 1000), 4);
        feed.Accept(Log(1, 0), 4);
        Assert.Equal(s_ended, feed.Kinds);
        feed.Accept(Head(2, timestamp: 1002), 5);
        feed.Accept(Log(2, 0), 5);
        End(feed);
        Assert.Equal([.. s_ended, .. s_ended], feed.Kinds);
        Assert.Equal(0, feed.Sequencer.OrderCounters.Reorgs);
    }

    [Fact]
    public void A_log_that_was_missing_at_an_end_is_put_in_its_place_all_the_same()
    {
        SequencedFeed feed = Ended(whole: true);
        feed.Accept(Head(1, timestamp: 1000), 4);
        feed.Accept(Log(1, 0), 4);
        feed.Accept(Log(1, 1), 4);
        End(feed);
        Assert.Equal(
            [
                .. s_ended,
                ChainEventKind.Reorg,
                ChainEventKind.BlockBegin,
                ChainEventKind.Log,
                ChainEventKind.Log,
                ChainEventKind.BlockSealed,
            ],
            feed.Kinds
        );
    }

    private static SequencedFeed Ended(bool whole)
    {
        SequencedFeed feed = new(s_past);
        feed.Accept(Head(1, timestamp: 1000), 1);
        feed.Accept(Log(1, 0), 1);
        End(feed, whole);
        return feed;
    }

    private static void End(SequencedFeed feed, bool whole = true) =>
        feed.Sequencer.Accept(InputKind.End, 0, whole ? [1] : [], 2);
}
