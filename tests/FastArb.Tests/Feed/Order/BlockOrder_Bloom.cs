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
}
