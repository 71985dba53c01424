using FastArb.Chain;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>Answers and logs that a node gets wrong, or gives too late.</summary>
public sealed class BlockOrder_Answers
{
    private readonly OrderScene _scene = new();

    [Fact]
    public void An_answer_for_the_block_that_is_the_lowest_by_now_changes_nothing()
    {
        var scene = new OrderScene(new BlockOrderOptions { BlocksMax = 16 });
        OrderInput first = scene.Block(1, logs: 3);
        OrderInput last = first;
        scene.Head(first);
        scene.Logs(first, 0, 1, 2);
        Assert.Equal(first.Head.Hash, Assert.Single(scene.Run.Calls).BlockHash);
        // Half of the blocks are the chain that is out, and the first of them now its floor.
        for (int number = 2; number <= 9; number++)
        {
            last = scene.Block(number, last);
            scene.Head(last);
        }

        _ = scene.Story;
        scene.Answer();
        Assert.Equal("", scene.Story);
        Assert.Equal(0, scene.Counters.Reorgs);
        Assert.Equal(0, scene.Counters.CallsFailed);
        scene.Head(scene.Block(10, last));
        Assert.Equal("S9 B10", scene.Story);
    }

    [Fact]
    public void An_answer_out_of_order_is_asked_for_again_and_loses_no_log()
    {
        OrderInput a = _scene.Block(1, logs: 2);
        _scene.Head(a);
        ChainCall call = Assert.Single(_scene.Run.Calls);
        Answer(call, OrderScene.Log(a, 1), OrderScene.Log(a, 0));
        Assert.Equal("B1", _scene.Story);
        AssertIsAskedAgain();
        Assert.Equal("S1 R0 B1 L1 L1 S1", _scene.Story);
    }

    [Fact]
    public void An_answer_with_a_log_of_another_block_is_asked_for_again()
    {
        OrderInput a = _scene.Block(1, logs: 1);
        OrderInput other = _scene.Block(1);
        _scene.Head(a);
        ChainCall call = Assert.Single(_scene.Run.Calls);
        Answer(call, OrderScene.Log(other, 0));
        Assert.Equal("B1", _scene.Story);
        AssertIsAskedAgain();
        Assert.Equal("S1 R0 B1 L1 S1", _scene.Story);
    }

    [Fact]
    public void An_answer_with_a_log_of_another_number_is_asked_for_again()
    {
        OrderInput a = _scene.Block(1, logs: 1);
        _scene.Head(a);
        ChainCall call = Assert.Single(_scene.Run.Calls);
        Answer(call, Numbered(OrderScene.Log(a, 0), 2));
        Assert.Equal("B1", _scene.Story);
        AssertIsAskedAgain();
        Assert.Equal("S1 R0 B1 L1 S1", _scene.Story);
    }

    [Fact]
    public void A_log_of_the_open_block_under_another_number_is_not_taken()
    {
        OrderInput a = _scene.Block(1, logs: 1);
        _scene.Head(a);
        _scene.Run.Feed(Numbered(OrderScene.Log(a, 0), 2));
        Assert.Equal("B1", _scene.Story);
        Assert.Equal(1, _scene.Counters.Inconsistent);
        _scene.Logs(a, 0);
        Assert.Equal("L1", _scene.Story);
    }

    private static OrderInput Numbered(OrderInput log, long number)
    {
        LogEnvelope envelope = log.Log;
        envelope.BlockNumber = number;
        return new OrderInput { Log = envelope, Slots = log.Slots };
    }

    private void Answer(ChainCall call, params OrderInput[] logs)
    {
        InputStamp stamp = _scene.Run.Stamp();
        foreach (OrderInput log in logs)
        {
            _scene.Order.OnAnswerLog(call.Id, in log.Log, log.Slots, in stamp);
        }

        _scene.Order.OnLogsAnswerEnd(call.Id, in stamp);
    }

    private void AssertIsAskedAgain()
    {
        Assert.Equal(1, _scene.Counters.Inconsistent);
        Assert.Equal(1, _scene.Counters.CallsFailed);
        _scene.Wait(300);
        Assert.Equal(2, _scene.Run.Calls.Count);
        _scene.Answer(1);
    }
}
