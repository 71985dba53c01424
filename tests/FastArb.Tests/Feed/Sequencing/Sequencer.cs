using FastArb.Chain;
using FastArb.Feed;
using Xunit;
using static FastArb.Tests.Feed.Sequencing.SequencedFeed;

namespace FastArb.Tests.Feed.Sequencing;

/// <summary>Event time, timers, and what becomes of each kind of input.</summary>
public sealed class Sequencer
{
    private const long Millisecond = Second / 1000;

    [Fact]
    public void A_head_and_its_logs_become_a_block_that_is_sealed_when_nothing_more_comes()
    {
        SequencedFeed feed = new(Everything);
        feed.Accept(Head(1), 1 * Millisecond);
        feed.Accept(Log(1, 0), 2 * Millisecond);
        Assert.Equal([ChainEventKind.BlockBegin, ChainEventKind.Log], feed.Kinds);
        Assert.Equal(52 * Millisecond, feed.Sequencer.NextDue);

        feed.Tick(52 * Millisecond);

        Assert.Equal([ChainEventKind.BlockBegin, ChainEventKind.Log, ChainEventKind.BlockSealed], feed.Kinds);
        Assert.Equal(Utc + (52 * Millisecond), feed.Events[2].EventTime);
    }

    [Fact]
    public void What_is_due_before_an_input_comes_before_it_and_with_its_own_time()
    {
        SequencedFeed feed = new(Everything);
        feed.Accept(Head(1), 0);
        feed.Accept(Head(2), 3 * Second);
        Assert.Equal(
            [ChainEventKind.BlockBegin, ChainEventKind.BlockSealed, ChainEventKind.BlockBegin],
            feed.Kinds
        );
        Assert.Equal(Utc + (50 * Millisecond), feed.Events[1].EventTime);
        Assert.Equal((byte)SealReason.Quiet, feed.Events[1].Detail);
        Assert.Equal(Utc + (3 * Second), feed.Events[2].EventTime);
    }

    [Fact]
    public void Whether_a_tick_came_or_the_next_input_the_events_are_the_same()
    {
        SequencedFeed ticked = new(Everything);
        SequencedFeed plain = new(Everything);
        ticked.Accept(Head(1), 0);
        plain.Accept(Head(1), 0);
        ticked.Tick(70 * Millisecond);
        ticked.Accept(Head(2), 1 * Second);
        plain.Accept(Head(2), 1 * Second);
        Assert.Equal(plain.Bytes, ticked.Bytes);
    }

    [Fact]
    public void Timers_fire_at_multiples_of_their_interval_the_lower_number_first()
    {
        SequencedFeed feed = new(
            Everything with
            {
                Timers = new TimerPlan([TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500)]),
            }
        );
        feed.Accept(Head(1), 900 * Millisecond);
        feed.Tick(1600 * Millisecond);
        ChainEvent[] timers = [.. feed.Events.Where(e => e.Kind == ChainEventKind.Timer)];
        Assert.Equal(
            [(1, 500), (0, 1000), (1, 1000), (1, 1500)],
            timers
                .Select(e => ((int)e.Rule, (int)((e.EventTime - Utc) / Millisecond)))
                .SkipWhile(t => t.Item2 == 0)
        );
    }

    [Fact]
    public void After_a_jump_of_event_time_only_the_last_hour_of_timers_fires()
    {
        SequencedFeed feed = new(Everything with { Timers = new TimerPlan([TimeSpan.FromMinutes(1)]) });
        feed.Accept(Head(1), 0);
        feed.Accept(Head(2), 30L * 24 * 3600 * Second);
        Assert.InRange(feed.Kinds.Count(kind => kind == ChainEventKind.Timer), 60, 62);
    }

    [Fact]
    public void Time_that_the_chain_says_moves_with_heads_and_never_back()
    {
        SequencedFeed feed = new(Everything with { Time = EventTimeSource.Chain });
        feed.Accept(Head(1, timestamp: 1000), 5);
        feed.Accept(Head(2, timestamp: 990), 6);
        feed.Accept(Head(3, timestamp: 1004), 7);
        long[] begins =
        [
            .. feed.Events.Where(e => e.Kind == ChainEventKind.BlockBegin).Select(e => e.EventTime),
        ];
        Assert.Equal(
            [1000 * Second + (Second / 2), 1000 * Second + (Second / 2), 1004 * Second + (Second / 2)],
            begins
        );
        Assert.Equal(long.MaxValue, feed.Sequencer.NextDue);
    }

    [Fact]
    public void Time_that_the_notifications_carry_decides_when_a_block_is_sealed()
    {
        SequencedFeed feed = new(Everything with { Time = EventTimeSource.Carried });
        feed.Accept(Head(1, extra: ""","eventTime":"0x3b9aca00" """), 5);
        feed.Accept(Log(1, 0, extra: ""","eventTime":"0x3ba26b20" """), 6);
        feed.Accept(Head(2, extra: ""","eventTime":"0x4a817c80" """), 7);
        Assert.Equal(
            [1_000_000_000L, 1_000_500_000, 1_050_500_000, 1_250_000_000],
            feed.Events.Select(e => e.EventTime)
        );
    }

    [Theory]
    [InlineData(EventTimeSource.Chain, 0)]
    [InlineData(EventTimeSource.Chain, 1000)]
    [InlineData(EventTimeSource.Carried, 0)]
    [InlineData(EventTimeSource.Carried, 1000)]
    public void A_time_that_cannot_be_is_no_time(EventTimeSource source, long before)
    {
        SequencedFeed feed = new(
            Everything with
            {
                Time = source,
                Timers = new TimerPlan([TimeSpan.FromSeconds(1), TimeSpan.FromDays(3_653)]),
            }
        );
        feed.Accept(HeadAt(1, before, before * Second), 1);
        long[] hostile = [long.MaxValue, long.MaxValue / Second, 7_300_000_000, 1L << 62];
        for (int i = 0; i < hostile.Length; i++)
        {
            feed.Accept(HeadAt(2 + i, hostile[i], Math.Max(hostile[i], 7_300_000_000 * Second)), 2 + i);
            Assert.InRange(feed.Sequencer.EventTime, before * Second, (before + 1) * Second);
        }

        // The latest that is believed: the last hour of timers, and no end of numbers.
        long last = 7_258_118_399;
        feed.Accept(HeadAt(6, last, last * Second), 6);
        feed.Accept(HeadAt(7, long.MaxValue, long.MaxValue), 7);
        Assert.InRange(feed.Sequencer.EventTime, last * Second, (last + 1) * Second);
        Assert.InRange(feed.Kinds.Count(kind => kind == ChainEventKind.Timer), 1, 3_700);
        Assert.Equal(7, feed.Sequencer.Head.Number);
    }

    [Fact]
    public void A_message_that_cannot_be_read_is_counted_by_its_fault_and_costs_nothing_else()
    {
        SequencedFeed feed = new(Everything);
        feed.Accept(Head(1), 0);
        Assert.Equal(FrameKind.Malformed, feed.Accept("{\"jsonrpc\":", 1));
        Assert.Equal(
            FrameKind.Malformed,
            feed.Accept(Log(1, 0).Replace("\"0x0\"", "\"0xz\"", StringComparison.Ordinal), 1)
        );
        Assert.Equal(FrameKind.Log, feed.Accept(Log(1, 0), 2));
        Assert.Equal(1, feed.Sequencer.Counters.DecodeErrors(FrameFault.NotJson).Value);
        Assert.Equal(2, feed.Sequencer.Counters.DecodeErrorsOfAllKinds);
        Assert.Equal([ChainEventKind.BlockBegin, ChainEventKind.Log], feed.Kinds);
    }

    [Fact]
    public void A_missing_block_is_asked_for_and_its_answer_comes_through_the_same_door()
    {
        SequencedFeed feed = new(Everything);
        feed.Accept(Head(1), 0);
        feed.Accept(Head(3), 1 * Second);
        ChainCall header = Assert.Single(CallsFor(feed, 2));
        Assert.Equal(ChainCallKind.HeaderByHash, header.Kind);
        feed.Accept(Answer(header.Id, ResultOf(Head(2))), 1 * Second);
        ChainCall logs = Assert.Single(CallsFor(feed, 2));
        Assert.Equal(ChainCallKind.LogsByHash, logs.Kind);
        feed.Accept(Answer(logs.Id, $"[{ResultOf(Log(2, 4))}]"), 1 * Second);
        Assert.Equal(ChainEventKind.BlockSealed, feed.Events[^1].Kind);
        // One answer is not believed: another must say the same.
        logs = Assert.Single(CallsFor(feed, 2));
        Assert.Equal((ChainCallKind.LogsByHash, 1), (logs.Kind, logs.Turn));
        feed.Accept(Answer(logs.Id, $"[{ResultOf(Log(2, 4))}]"), 1 * Second);

        Assert.Equal(
            [
                (ChainEventKind.BlockBegin, 1L),
                (ChainEventKind.BlockSealed, 1),
                (ChainEventKind.BlockBegin, 2),
                (ChainEventKind.Log, 2),
                (ChainEventKind.BlockSealed, 2),
                (ChainEventKind.BlockBegin, 3),
            ],
            feed.Events.Select(e => (e.Kind, e.BlockNumber))
        );
    }

    [Fact]
    public void What_was_asked_on_a_connection_that_is_gone_is_asked_again()
    {
        SequencedFeed feed = new(Everything);
        feed.Accept(Head(1), 0);
        feed.Accept(Head(3), 1 * Second);
        ChainCall first = Assert.Single(CallsFor(feed, 2));
        feed.Sequencer.Accept(InputKind.Disconnected, 0, "gone"u8, 1 * Second);
        feed.Tick(60 * Second);
        Assert.Empty(CallsFor(feed, 2));
        feed.Sequencer.Accept(InputKind.Subscribed, 0, [], 61 * Second);

        ChainCall again = Assert.Single(CallsFor(feed, 2));
        Assert.Equal(first with { Id = again.Id, Turn = 1 }, again);
        Assert.NotEqual(first.Id, again.Id);
    }

    // The first block's own logs are asked for too: they may have begun before the feed did.
    private static ChainCall[] CallsFor(SequencedFeed feed, int block)
    {
        List<ChainCall> calls = [];
        while (feed.Sequencer.TryTakeCall(out ChainCall call))
        {
            calls.Add(call);
        }

        return [.. calls.Where(call => call.BlockHash == HashOf(block))];
    }

    private static string HeadAt(int block, long timestamp, long carried) =>
        Head(block, timestamp, $$""","eventTime":"0x{{carried:x}}" """);

    private static string Answer(long id, string result) =>
        $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}""";

    private static string ResultOf(string notification)
    {
        int start = notification.IndexOf("\"result\":", StringComparison.Ordinal) + "\"result\":".Length;
        return notification[start..(notification.LastIndexOf("}}", StringComparison.Ordinal))];
    }
}
