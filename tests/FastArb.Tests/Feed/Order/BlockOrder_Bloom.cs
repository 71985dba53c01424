using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>What bloom filters are believed to say.</summary>
public sealed class BlockOrder_Bloom
{
    private readonly OrderScene _scene = new(watchesEverything: false);

    [Fact]
    public void A_filter_that_excludes_all_pools_seals_at_once_when_filters_have_earned_trust()
    {
        OrderInput a = _scene.Block(1, withBloom: true);
        OrderInput b = _scene.Block(2, a, logs: 1, withBloom: true);
        OrderInput c = _scene.Block(3, b, withBloom: true);
        _scene.Head(a);
        // Perhaps this chain leaves its filters empty.
        Assert.Equal("B1", _scene.Story);
        _scene.Head(b);
        _scene.Logs(b, 0);
        Assert.Equal("S1 B2 L2", _scene.Story);
        _scene.Head(c);
        Assert.Equal("S2 B3 S3", _scene.Story);
        Assert.Equal(1, _scene.Counters.SealedComplete);
    }

    [Fact]
    public void A_filter_that_lacks_a_log_that_came_ends_the_trust()
    {
        OrderInput a = _scene.Block(1, logs: 1, withBloom: true);
        OrderInput b = _scene.Block(2, a, withBloom: true);
        OrderInput c = _scene.Block(3, b, withBloom: true);
        _scene.Head(a);
        _scene.Logs(a, 0);
        _scene.Head(b);
        Assert.Equal("B1 L1 S1 B2 S2", _scene.Story);
        _scene.Logs(b, 4);
        Assert.Equal("R1 B2 L2", _scene.Story);
        Assert.Equal(1, _scene.Counters.BloomContradictions);
        _scene.Head(c);
        Assert.Equal("S2 B3", _scene.Story);
    }

    [Fact]
    public void A_filter_that_speaks_of_a_log_that_did_not_come_is_asked_about()
    {
        OrderInput a = _scene.Block(1, logs: 1, withBloom: true);
        OrderInput b = _scene.Block(2, a, logs: 2, withBloom: true);
        _scene.Head(a);
        _scene.Logs(a, 0);
        _scene.Head(b);
        _scene.Logs(b, 0);
        int before = _scene.Run.Calls.Count;
        _ = _scene.Story;
        _scene.Wait(60);
        Assert.Equal("S2", _scene.Story);
        Assert.Equal(1, _scene.Counters.BloomLacking);
        Assert.Equal(before + 1, _scene.Run.Calls.Count);
        _scene.Answer(before);
        Assert.Equal("R1 B2 L2 L2 S2", _scene.Story);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Heads_that_come_before_the_logs_of_their_parents_wait_for_them(bool watchesEverything)
    {
        var scene = new OrderScene(watchesEverything: watchesEverything, watchesPools: true);
        OrderInput[] blocks = Four(scene);
        scene.Head(blocks[1]);
        Assert.Equal("B2", scene.Story);
        scene.Head(blocks[2]);
        scene.Head(blocks[3]);
        Assert.Equal("", scene.Story);
        scene.Logs(blocks[1], 0);
        Assert.Equal("L2", scene.Story);
        scene.Logs(blocks[1], 1);
        // The filter does not count: more may come, until the next block's begin.
        Assert.Equal("L2", scene.Story);
        scene.Logs(blocks[2], 0);
        Assert.Equal("S2 B3 L3", scene.Story);
        scene.Logs(blocks[2], 1);
        scene.Logs(blocks[3], 0);
        Assert.Equal("L3 S3 B4 L4", scene.Story);
        Assert.Equal(0, scene.Counters.Reorgs);
    }

    [Fact]
    public void A_log_of_the_block_that_waits_lets_it_go()
    {
        OrderInput[] blocks = Four(_scene);
        _scene.Head(blocks[1]);
        _scene.Head(blocks[2]);
        _scene.Head(blocks[3]);
        _scene.Logs(blocks[1], 0);
        _scene.Logs(blocks[2], 0);
        Assert.Equal("B2 L2 S2 B3 L3", _scene.Story);
        _scene.Logs(blocks[3], 0);
        Assert.Equal("S3 B4 L4", _scene.Story);
    }

    [Fact]
    public void Nobody_waits_for_logs_longer_than_for_silence()
    {
        OrderInput[] blocks = Four(_scene);
        _scene.Head(blocks[1]);
        _scene.Head(blocks[2]);
        _scene.Head(blocks[3]);
        _scene.Wait(46);
        Assert.Equal("B2", _scene.Story);
        // The next one's own 50 ms have begun with its head.
        _scene.Wait(5);
        Assert.Equal("S2 B3", _scene.Story);
        _scene.Wait(60);
        Assert.Equal("S3 B4", _scene.Story);
        Assert.Equal(2, _scene.Counters.SealedLaterBlock);
        Assert.Equal(0, _scene.Counters.Reorgs);
    }

    [Fact]
    public void Where_event_time_stands_still_no_head_waits()
    {
        var scene = new OrderScene(new BlockOrderOptions { SealByQuiet = false }, watchesEverything: false);
        OrderInput[] blocks = Four(scene);
        scene.Head(blocks[1]);
        scene.Head(blocks[2]);
        Assert.Equal("S1 B2 S2 B3", scene.Story);
    }

    [Fact]
    public void A_full_filter_is_not_asked_about()
    {
        OrderInput a = _scene.Block(1, logs: 1, withBloom: true);
        OrderInput b = _scene.Block(2, a, withBloom: true);
        b.Head.Bloom.Bytes.Fill(0xFF);
        _scene.Head(a);
        _scene.Logs(a, 0);
        _scene.Head(b);
        _scene.Wait(60);
        Assert.Equal("B1 L1 S1 B2 S2", _scene.Story);
        Assert.Equal(0, _scene.Counters.BloomLacking);
    }

    // The first is out and sealed, and has earned the filters trust; the last has one log.
    private static OrderInput[] Four(OrderScene scene)
    {
        OrderInput a = scene.Block(1, logs: 1, withBloom: true);
        OrderInput b = scene.Block(2, a, logs: 2, withBloom: true);
        OrderInput c = scene.Block(3, b, logs: 2, withBloom: true);
        OrderInput d = scene.Block(4, c, logs: 1, withBloom: true);
        scene.Head(a);
        scene.Logs(a, 0);
        scene.Wait(60);
        Assert.StartsWith("B1 L1", scene.Story, StringComparison.Ordinal);
        return [a, b, c, d];
    }
}
