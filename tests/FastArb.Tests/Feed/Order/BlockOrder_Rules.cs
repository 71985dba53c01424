using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>The rules of docs/feed.md, one by one.</summary>
public sealed class BlockOrder_Rules
{
    private readonly OrderScene _scene = new();

    [Fact]
    public void Logs_of_the_open_block_are_out_at_once()
    {
        OrderInput a = _scene.Block(1, logs: 3);
        _scene.Head(a);
        Assert.Equal("B1", _scene.Story);
        _scene.Logs(a, 0);
        Assert.Equal("L1", _scene.Story);
        _scene.Logs(a, 2);
        Assert.Equal("L1", _scene.Story);
    }

    [Fact]
    public void Early_logs_wait_for_their_head_and_come_by_index()
    {
        OrderInput a = _scene.Block(1);
        OrderInput b = _scene.Block(2, a, logs: 4);
        _scene.Head(a);
        _ = _scene.Story;
        _scene.Logs(b, 3, 1);
        // Something of a later block: the one before is sealed.
        Assert.Equal("S1", _scene.Story);
        _scene.Head(b);
        Assert.Equal("B2 L2 L2", _scene.Story);
        _scene.Logs(b, 2);
        Assert.Equal("R1 B2 L2 L2 L2", _scene.Story);
        Assert.Equal(1, _scene.Counters.MisplacedLogs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Logs_before_the_first_head_are_kept(int count)
    {
        OrderInput a = _scene.Block(1, logs: count);
        for (uint i = 0; i < count; i++)
        {
            _scene.Logs(a, i);
        }

        Assert.Equal("", _scene.Story);
        _scene.Head(a);
        Assert.Equal(count, _scene.Run.World.Chain[0].Logs.Count);
        Assert.Equal(0, _scene.Counters.WaitingOverflow);
    }

    [Fact]
    public void A_block_is_sealed_when_nothing_came_for_it_for_a_while()
    {
        OrderInput a = _scene.Block(1, logs: 3);
        _scene.Head(a);
        _scene.Wait(40);
        _scene.Logs(a, 0);
        _scene.Wait(49);
        Assert.Equal("B1 L1", _scene.Story);
        _scene.Wait(2);
        Assert.Equal("S1", _scene.Story);
        Assert.Equal(1, _scene.Counters.SealedQuiet);
    }

    [Fact]
    public void A_late_log_is_a_reorg_to_the_parent_and_the_blocks_again()
    {
        OrderInput a = _scene.Block(1);
        OrderInput b = _scene.Block(2, a, logs: 2);
        OrderInput c = _scene.Block(3, b, logs: 1);
        _scene.Head(a);
        _scene.Head(b);
        _scene.Logs(b, 1);
        _scene.Head(c);
        _scene.Logs(c, 0);
        Assert.Equal("B1 S1 B2 L2 S2 B3 L3", _scene.Story);
        _scene.Logs(b, 0);
        Assert.Equal("R1 B2 L2 L2 S2 B3 L3", _scene.Story);
        Assert.Equal(1, _scene.Counters.LateLogs);
        Assert.Equal(2, _scene.Counters.DepthMax);
    }

    [Fact]
    public void A_head_that_does_not_link_is_a_reorg_and_kills_without_a_seal()
    {
        OrderInput a = _scene.Block(1);
        OrderInput b = _scene.Block(2, a);
        OrderInput other = _scene.Block(2, a);
        OrderInput next = _scene.Block(3, other);
        _scene.Head(a);
        _scene.Head(b);
        _ = _scene.Story;
        _scene.Head(other);
        Assert.Equal("R1 B2", _scene.Story);
        _scene.Head(next);
        Assert.Equal("S2 B3", _scene.Story);
    }

    [Fact]
    public void A_lower_head_after_silence_takes_back_what_is_above()
    {
        OrderInput a = _scene.Block(1);
        OrderInput b = _scene.Block(2, a, logs: 1);
        OrderInput c = _scene.Block(3, b);
        OrderInput other = _scene.Block(2, a);
        _scene.Head(a);
        _scene.Head(b);
        _scene.Head(c);
        _ = _scene.Story;
        _scene.Head(other);
        Assert.Equal("R1 B2", _scene.Story);
        // The branch that was left comes back whole, from memory.
        _scene.Logs(b, 0);
        Assert.Equal("", _scene.Story);
        _scene.Head(c);
        Assert.Equal("R1 B2 L2 S2 B3", _scene.Story);
        Assert.DoesNotContain(_scene.Run.Calls, call => call.Kind == ChainCallKind.HeaderByHash);
    }

    [Fact]
    public void A_log_taken_back_takes_its_block_back_and_only_once()
    {
        OrderInput a = _scene.Block(1);
        OrderInput b = _scene.Block(2, a, logs: 2);
        OrderInput c = _scene.Block(3, b, logs: 1);
        _scene.Head(a);
        _scene.Head(b);
        _scene.Logs(b, 0);
        _scene.Head(c);
        _ = _scene.Story;
        // Its second log has never come here.
        _scene.Remove(b, 1);
        Assert.Equal("R1", _scene.Story);
        _scene.Remove(b, 0);
        _scene.Remove(c, 0);
        Assert.Equal("", _scene.Story);
        OrderInput d = _scene.Block(4, c);
        _scene.Head(d);
        Assert.Equal("B2 L2 S2 B3 S3 B4", _scene.Story);
    }

    [Fact]
    public void A_gap_is_filled_before_anything_newer_is_out()
    {
        OrderInput a = _scene.Block(1);
        OrderInput b = _scene.Block(2, a, logs: 2);
        OrderInput c = _scene.Block(3, b, logs: 1);
        OrderInput d = _scene.Block(4, c, logs: 1);
        _scene.Head(a);
        _scene.Answer();
        _ = _scene.Story;
        int before = _scene.Run.Calls.Count;
        _scene.Head(d);
        _scene.Logs(d, 0);
        Assert.Equal("", _scene.Story);
        ChainCall call = _scene.Run.Calls[^1];
        Assert.Equal((1_000_000 + before, ChainCallKind.HeaderByHash), (call.Id, call.Kind));
        Assert.Equal(c.Head.Hash, call.BlockHash);
        _scene.Answer(before);
        Assert.Equal("S1 B2 L2 L2 S2 B3 L3 S3 B4 L4", _scene.Story);
    }

    [Fact]
    public void Duplicates_vanish()
    {
        OrderInput a = _scene.Block(1, logs: 3);
        _scene.Head(a);
        _scene.Logs(a, 0, 1, 1, 0, 2, 2, 0, 1);
        _scene.Head(a);
        Assert.Equal("B1 L1 L1 L1", _scene.Story);
        Assert.Equal(6, _scene.Counters.Duplicates);
    }

    [Fact]
    public void A_long_log_keeps_its_parts_together()
    {
        OrderInput a = _scene.Block(1);
        _scene.Run.Feed(OrderScene.Log(a, 5, words: 20));
        _scene.Logs(a, 2);
        _scene.Head(a);
        Assert.Equal("B1 L1 L1 P1 P1", _scene.Story);
        _scene.Run.Feed(OrderScene.Log(a, 6, words: 9));
        Assert.Equal("L1 P1", _scene.Story);
        _scene.Run.Feed(OrderScene.Log(a, 3, words: 9));
        Assert.Equal("R0 B1 L1 L1 P1 L1 P1 P1 L1 P1", _scene.Story);
    }

    [Fact]
    public void Events_begin_on_top_of_the_block_that_is_known()
    {
        OrderInput a = _scene.Block(7);
        OrderInput b = _scene.Block(8, a, logs: 1);
        OrderInput c = _scene.Block(9, b);
        var scene = new OrderScene(new BlockOrderOptions { Start = new BlockIdentity(7, a.Head.Hash) });
        Assert.Equal(new BlockIdentity(7, a.Head.Hash), scene.Order.Head);
        // A node that lags shows heads at or below it: nothing to do with us yet.
        scene.Head(_scene.Block(6));
        scene.Head(a);
        scene.Run.Chain.Know(b);
        scene.Run.Chain.Know(OrderScene.Log(b, 0));
        scene.Head(c);
        Assert.Equal("", scene.Story);
        scene.Run.Chain.Know(c);
        scene.Answer();
        Assert.StartsWith("B8 L8 S8 B9", scene.Story, StringComparison.Ordinal);
        Assert.Equal(1, scene.Counters.StaleHeads);
    }

    [Fact]
    public void A_connection_lost_puts_the_open_block_in_doubt_until_its_logs_are_there()
    {
        OrderInput a = _scene.Block(1, logs: 2);
        OrderInput b = _scene.Block(2, a, logs: 3);
        OrderInput c = _scene.Block(3, b, logs: 1);
        _scene.Head(a);
        _scene.Logs(a, 0, 1);
        _scene.Answer();
        _scene.Head(b);
        _scene.Logs(b, 0);
        _ = _scene.Story;
        int before = _scene.Run.Calls.Count;
        _scene.Run.Disconnect();
        _scene.Head(c);
        _scene.Wait(200);
        // No seal by silence, and nothing newer.
        Assert.Equal("H1 H2", _scene.Story);
        _scene.Answer(before);
        Assert.Equal("L2 L2 S2 B3 L3 S3 H0", _scene.Story);
    }

    [Fact]
    public void A_question_that_is_never_answered_ends_in_a_resynchronisation()
    {
        var scene = new OrderScene(new BlockOrderOptions { CallTriesMax = 3 });
        OrderInput a = scene.Block(1);
        OrderInput b = scene.Block(2, a);
        OrderInput c = scene.Block(3, b, logs: 1);
        scene.Head(a);
        _ = scene.Story;
        scene.Head(c);
        scene.Logs(c, 0);
        scene.Wait(60_000);
        Assert.Equal("S1 X2 B3 L3 S3", scene.Story);
        Assert.Equal(3, scene.Run.Calls.Count(call => call.Kind == ChainCallKind.HeaderByHash));
        Assert.Equal(1, scene.Counters.Resynchronisations);
    }

    [Fact]
    public void An_answer_that_lacks_what_came_live_is_not_believed()
    {
        OrderInput a = _scene.Block(1, logs: 2);
        _scene.Head(a);
        _scene.Logs(a, 0, 1);
        long id = _scene.Run.Calls[0].Id;
        _scene.Order.OnLogsAnswerEnd(id, _scene.Run.Stamp());
        Assert.Equal("B1 L1 L1", _scene.Story);
        Assert.Equal(1, _scene.Counters.StaleAnswers);
        _scene.Order.OnLogsAnswerEnd(id, _scene.Run.Stamp());
        Assert.Equal(1, _scene.Counters.UnknownAnswers);
    }

    [Fact]
    public void A_late_log_without_room_in_the_lowest_block_resynchronises()
    {
        var scene = new OrderScene(new BlockOrderOptions { BlocksMax = 16, LogSlotsMax = 16 });
        OrderInput first = scene.Block(1, logs: 5);
        OrderInput last = first;
        scene.Head(first);
        scene.Logs(first, 1, 2, 3, 4);
        for (int number = 2; number <= 4; number++)
        {
            last = scene.Block(number, last, logs: 4);
            scene.Head(last);
            scene.Logs(last, 0, 1, 2, 3);
        }

        _ = scene.Story;
        scene.Logs(first, 0);
        OrderInput next = scene.Block(5, last, logs: 1);
        scene.Head(next);
        scene.Logs(next, 0);
        Assert.Equal("X4 B5 L5", scene.Story);
        Assert.Equal(1, scene.Counters.WaitingOverflow);
    }

    [Fact]
    public void Timers_stand_in_the_stream()
    {
        OrderInput a = _scene.Block(1);
        _scene.Head(a);
        _scene.Order.PublishTimer(3, _scene.Run.Now);
        Assert.Equal("B1 T0", _scene.Story);
        Assert.Equal(2, _scene.Order.NextSequence);
    }

    [Fact]
    public void A_block_begins_with_what_its_header_says()
    {
        var slots = new List<ChainEvent>();
        var order = new BlockOrder<ListSink>(
            new BlockOrderOptions(),
            new WatchRules([WatchRule.Everything]),
            new ListSink(slots)
        );
        OrderInput a = _scene.Block(1);
        OrderInput log = OrderScene.Log(a, 0);
        var headStamp = new InputStamp(100, 7, 70);
        order.OnHead(in a.Head, in headStamp);
        var logStamp = new InputStamp(90, 8, 80);
        order.OnLog(in log.Log, log.Slots, in logStamp);
        UInt256[] expected = [a.Head.Hash, a.Head.ParentHash, new(11), new(12), new(13), new(14), new(5)];
        Assert.Equal(7, slots[0].WordCount);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], slots[0].Words[i]);
        }

        Assert.Equal((100, 7, 70), (slots[0].EventTime, slots[0].ReceiveTime, slots[0].Position));
        // Event time never goes back; the other two are the log's own.
        Assert.Equal((100, 8, 80), (slots[1].EventTime, slots[1].ReceiveTime, slots[1].Position));
    }
}
