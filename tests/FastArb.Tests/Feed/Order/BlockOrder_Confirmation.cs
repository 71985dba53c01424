using FastArb.Chain;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>An answer is believed when another says the same, or when what came live does.</summary>
[Trait("row", "46")]
public sealed class BlockOrder_Confirmation
{
    private readonly OrderScene _scene = new(watchesEverything: false);
    private readonly OrderInput _a;
    private readonly OrderInput _b;

    // Filters have earned trust; block 2 has three logs, one of which came before the connection was lost.
    public BlockOrder_Confirmation()
    {
        _a = _scene.Block(1, logs: 1, withBloom: true);
        _b = _scene.Block(2, _a, logs: 3, withBloom: true);
        _scene.Head(_a);
        _scene.Logs(_a, 0);
        _scene.Answer();
        _scene.Head(_b);
        _scene.Logs(_b, 0);
        _scene.Run.Chain.Latest = _b;
        int before = _scene.Run.Calls.Count;
        _scene.Run.Disconnect();
        _scene.Run.Subscribe();
        ChainCall latest = _scene
            .Run.Calls.Skip(before)
            .Last(call => call.Kind == ChainCallKind.HeaderLatest);
        _scene.Run.Chain.Answer(_scene.Order, latest, _scene.Run.Stamp());
        _ = _scene.Story;
    }

    private ChainCall Question
    {
        get
        {
            _scene.Run.TakeCalls();
            return _scene.Run.Calls.Last(call => call.BlockHash == _b.Head.Hash);
        }
    }

    [Fact]
    public void The_first_answer_publishes_nothing_and_the_second_all()
    {
        int turn = Question.Turn;
        Answer(Log(0), Log(1), Log(2));
        Assert.Equal("", _scene.Story);
        Assert.Equal(turn + 1, Question.Turn);
        Answer(Log(0), Log(1), Log(2));
        Assert.Equal("L2 L2 S2 H0", _scene.Story);
        Assert.Equal((0, 0), (_scene.Counters.Contradictions, _scene.Counters.StaleAnswers));
    }

    [Fact]
    public void Where_one_answer_is_to_suffice_it_does()
    {
        var scene = new OrderScene(new BlockOrderOptions { ConfirmAnswers = false });
        OrderInput a = scene.Block(1, logs: 2);
        scene.Head(a);
        ScriptedChain.AnswerLogs(
            scene.Order,
            scene.Run.Calls[0],
            [OrderScene.Log(a, 0), OrderScene.Log(a, 1)],
            scene.Run.Stamp()
        );
        Assert.Equal("B1 L1 L1 S1", scene.Story);
    }

    [Fact]
    public void An_altered_log_is_outvoted_and_counts_as_a_lie()
    {
        Answer(Log(0), Altered(1), Log(2));
        Answer(Log(0), Log(1), Log(2));
        _scene.Wait(300);
        Assert.Equal("", _scene.Story);
        Answer(Log(0), Log(1), Log(2));
        Assert.Equal("L2 L2 S2 H4", _scene.Story);
        Assert.Equal(1, _scene.Counters.Contradictions);
    }

    [Fact]
    public void A_log_too_many_is_a_lie()
    {
        Answer(Log(0), Log(1), Log(2), Numbered(Log(2), 3));
        Answer(Log(0), Log(1), Log(2));
        _scene.Wait(300);
        Answer(Log(0), Log(1), Log(2));
        Assert.Equal("L2 L2 S2 H4", _scene.Story);
        Assert.Equal(1, _scene.Counters.Contradictions);
    }

    [Fact]
    public void A_log_that_the_filter_does_not_hold_is_a_lie_and_the_filter_stays_believed()
    {
        Answer(Log(0), Log(1), Log(2), Log(3));
        Assert.Equal("H4", _scene.Story);
        Assert.Equal((1, 0), (_scene.Counters.Contradictions, _scene.Counters.BloomContradictions));
    }

    [Fact]
    public void An_answer_without_a_log_that_came_live_is_stale()
    {
        Answer(Log(1), Log(2));
        Assert.Equal(1, _scene.Counters.StaleAnswers);
        Assert.Equal("", _scene.Story);
    }

    [Fact]
    public void Other_contents_than_came_live_are_a_lie_of_one_of_the_two_and_a_third_decides()
    {
        Answer(Altered(0), Log(1), Log(2));
        Assert.Equal("H4", _scene.Story);
        _scene.Wait(300);
        Answer(Altered(0), Log(1), Log(2));
        // Two answers say it: what came live was the lie. The block is out again, with what is true.
        Assert.Equal("R1 B2 L2 L2 L2 S2", _scene.Story);
    }

    [Fact]
    public void A_log_announced_twice_with_other_contents_is_a_lie()
    {
        _scene.Run.Feed(Altered(0));
        Assert.Equal("H4", _scene.Story);
        Assert.Equal(1, _scene.Counters.Contradictions);
    }

    [Fact]
    public void Where_the_filter_speaks_of_more_all_logs_are_asked_for()
    {
        Answer(Log(0));
        Assert.Equal(ChainCallKind.AllLogsByHash, Question.Kind);
        // Not what the header's filter is made of: whoever says so lags, however often it is said.
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(ChainCallKind.AllLogsByHash, Question.Kind);
            Answer(Log(0));
            _scene.Wait(300 << i);
        }

        Assert.Equal("", _scene.Story);
        Answer(Log(0), Log(1), Log(2));
        _scene.Wait(5_000);
        Answer(Log(0), Log(1), Log(2));
        Assert.Equal("L2 L2 S2 H0", _scene.Story);
        Assert.Equal(5, _scene.Counters.StaleAnswers);
    }

    [Fact]
    public void Logs_of_another_kind_prove_that_the_filter_speaks_of_nothing_that_is_wanted()
    {
        // Block 3 names a pool and its topic, but in two logs that no rule wants.
        OrderInput c = _scene.Block(3, _b, logs: 1, withBloom: true);
        Answer(Log(0), Log(1), Log(2));
        Answer(Log(0), Log(1), Log(2));
        _scene.Run.Disconnect();
        _scene.Run.Subscribe();
        _scene.Run.Chain.Latest = c;
        ChainCall latest = _scene.Run.Calls.Last(call => call.Kind == ChainCallKind.HeaderLatest);
        _scene.Run.Chain.Answer(_scene.Order, latest, _scene.Run.Stamp());
        _scene.Run.TakeCalls();
        _ = _scene.Story;
        InputStamp stamp = _scene.Run.Stamp();
        for (int i = 0; i < 2; i++)
        {
            ChainCall call = _scene.Run.Calls.Last(call => call.BlockHash == c.Head.Hash);
            if (call.Kind == ChainCallKind.AllLogsByHash)
            {
                _scene.Order.OnAnswerUnwantedLog(call.Id, in c.Head.Bloom, in stamp);
            }

            _scene.Order.OnLogsAnswerEnd(call.Id, in stamp);
            _scene.Run.TakeCalls();
        }

        Assert.Equal("B3 S3 H0", _scene.Story);
        Assert.Equal(0, _scene.Counters.StaleAnswers);
    }

    [Fact]
    public void Without_a_filter_three_must_say_that_there_are_no_logs()
    {
        var scene = new OrderScene();
        OrderInput a = scene.Block(1);
        scene.Head(a);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(i == 0 ? "B1" : "", scene.Story);
            scene.Order.OnLogsAnswerEnd(scene.Run.Calls[^1].Id, scene.Run.Stamp());
            scene.Run.TakeCalls();
            if (i == 1)
            {
                scene.Wait(300);
                Assert.Equal("S1", scene.Story);
            }
        }

        Assert.Equal(3, scene.Run.Calls.Count);
        Assert.Equal(0, scene.Counters.CallsFailed);
    }

    private static OrderInput Numbered(OrderInput log, uint index)
    {
        LogEnvelope envelope = log.Log;
        envelope.LogIndex = index;
        ChainEvent[] slots = [.. log.Slots];
        slots[0].LogIndex = index;
        return new OrderInput { Log = envelope, Slots = slots };
    }

    private OrderInput Log(uint index) => OrderScene.Log(_b, index);

    private OrderInput Altered(uint index) => OrderScene.Log(_b, index, words: 3);

    private void Answer(params OrderInput[] logs) =>
        ScriptedChain.AnswerLogs(_scene.Order, Question, logs, _scene.Run.Stamp());
}
