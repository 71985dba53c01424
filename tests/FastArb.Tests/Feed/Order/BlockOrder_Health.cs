using FastArb.Chain;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// What the stream says of itself: H0 live, H1 offline, H2 catching up, H3 halted, H4 distrusted.
/// </summary>
public sealed class BlockOrder_Health
{
    private readonly OrderScene _scene = new();
    private readonly OrderInput _a;

    public BlockOrder_Health()
    {
        _a = _scene.Block(1, logs: 1);
        _scene.Head(_a);
        _scene.Logs(_a, 0);
        _scene.Answer();
        _ = _scene.Story;
    }

    private int Asked => _scene.Run.Calls.Count;

    [Fact]
    public void A_stream_begins_live_without_saying_so()
    {
        var scene = new OrderScene();
        scene.Run.Subscribe();
        Assert.Equal("", scene.Story);
        Assert.Empty(scene.Run.Calls);
        Assert.Equal(FeedHealth.Live, scene.Order.Health);
    }

    [Fact]
    public void What_was_missed_is_known_and_filled_though_no_head_comes()
    {
        OrderInput b = _scene.Block(2, _a, logs: 2);
        OrderInput c = _scene.Block(3, b, logs: 1);
        _scene.Run.Disconnect();
        Assert.Equal("H1", _scene.Story);
        _scene.Wait(60_000);
        int before = Asked;
        _scene.Run.Chain.Latest = c;
        _scene.Run.Subscribe();
        Assert.Equal("H2", _scene.Story);
        Assert.Equal(ChainCallKind.HeaderLatest, _scene.Run.Calls[before].Kind);
        _scene.Answer(before);
        Assert.Equal("B2 L2 L2 S2 B3 L3 S3 H0", _scene.Story);
    }

    [Fact]
    public void A_node_that_is_not_as_far_as_we_are_changes_nothing()
    {
        OrderInput b = _scene.Block(2, _a, logs: 1);
        _scene.Head(b);
        _scene.Logs(b, 0);
        int before = Asked;
        _scene.Run.Disconnect();
        _scene.Run.Chain.Latest = _scene.Block(2, _a);
        _scene.Run.Subscribe();
        _ = _scene.Story;
        _scene.Answer(before);
        Assert.Equal("S2 H0", _scene.Story);
        Assert.Equal(0, _scene.Counters.Reorgs);
        Assert.DoesNotContain(_scene.Run.Calls, call => call.Kind == ChainCallKind.HeaderByHash);
    }

    [Fact]
    public void A_probe_asks_where_the_chain_ends_and_fails_quietly()
    {
        InputStamp stamp = _scene.Run.Stamp();
        _scene.Order.OnVerdict(FeedVerdict.Probe, in stamp);
        _scene.Run.TakeCalls();
        Assert.Equal(ChainCallKind.HeaderLatest, _scene.Run.Calls[^1].Kind);
        int asked = Asked;
        _scene.Wait(60_000);
        Assert.Equal(asked, Asked);
        Assert.Equal("", _scene.Story);

        OrderInput b = _scene.Block(2, _a, logs: 1);
        _scene.Run.Chain.Latest = b;
        stamp = _scene.Run.Stamp();
        _scene.Order.OnVerdict(FeedVerdict.Probe, in stamp);
        _scene.Run.TakeCalls();
        _scene.Answer(asked);
        Assert.Equal("B2 L2 S2", _scene.Story);
        Assert.Equal((1, 2), (_scene.Counters.LatestAnswered, _scene.Counters.LatestNumber));
    }

    [Fact]
    public void A_halted_chain_is_said_once_until_its_next_block()
    {
        for (int i = 0; i < 3; i++)
        {
            InputStamp stamp = _scene.Run.Stamp();
            _scene.Order.OnVerdict(FeedVerdict.ChainHalted, in stamp);
        }

        Assert.Equal("H3", _scene.Story);
        _scene.Head(_scene.Block(2, _a));
        Assert.Equal("B2 H0", _scene.Story);
    }

    [Fact]
    public void A_question_that_is_put_off_waits_and_counts_no_failure()
    {
        OrderInput b = _scene.Block(2, _a);
        OrderInput c = _scene.Block(3, b);
        _scene.Head(c);
        for (int turn = 0; turn < 50; turn++)
        {
            ChainCall call = _scene.Run.Calls[^1];
            Assert.Equal((ChainCallKind.HeaderByHash, turn), (call.Kind, call.Turn));
            InputStamp stamp = _scene.Run.Stamp();
            _scene.Order.OnCallPutOff(call.Id, 3_000 * OrderRun.Millisecond, in stamp);
            int asked = Asked;
            _scene.Wait(2_900);
            Assert.Equal(asked, Asked);
            _scene.Wait(200);
            Assert.Equal(asked + 1, Asked);
        }

        Assert.Equal(50, _scene.Counters.CallsPutOff);
        Assert.Equal(0, _scene.Counters.CallsFailed);
        Assert.Equal(0, _scene.Counters.Resynchronisations);
    }

    [Fact]
    public void No_outage_is_so_long_that_its_questions_fail()
    {
        OrderInput b = _scene.Block(2, _a);
        OrderInput c = _scene.Block(3, b);
        _scene.Head(c);
        _scene.Run.Disconnect();
        _scene.Wait(3_600_000);
        Assert.Equal("H1", _scene.Story);
        int before = Asked;
        _scene.Run.Subscribe();
        Assert.Contains(_scene.Run.Calls.Skip(before), call => call.Kind == ChainCallKind.HeaderByHash);
        Assert.Equal(0, _scene.Counters.Resynchronisations);
    }
}
