using FastArb.Market;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Market.Loading;

/// <summary>Pools that are known at a block when the market begins there.</summary>
public sealed class LiveMarket_Begin
{
    [Fact]
    public void What_is_known_at_a_block_is_live_without_a_question()
    {
        MarketScene scene = Begun(21, pool => true);
        Assert.True(scene.Market.IsComplete);
        Assert.False(scene.Market.TryTakeQuestion(out _));
        scene.MustBeWhole();
        for (int i = 0; i < 80; i++)
        {
            scene.Tell(scene.Made.Next(scene.Head));
            scene.Seal();
            scene.MustBeWhole();
        }

        Assert.False(scene.Market.TryTakeQuestion(out _));
        Assert.Equal(MarketNoticeKind.Complete, Assert.Single(scene.Notices()).Kind);
    }

    [Fact]
    public void What_is_not_known_there_is_read_at_that_block()
    {
        MarketScene scene = Begun(22, pool => pool.Index % 2 == 0);
        Assert.Equal(scene.Made.Plan.Pools.Length / 2, scene.Market.LiveCount);

        // Their logs are kept meanwhile.
        scene.Tell(scene.Made.Next(scene.Head));
        scene.Seal();
        scene.MustBeTrue();
        Assert.Equal(scene.Made.First.Hash, scene.Take().Block.Hash);
        scene = Begun(22, pool => pool.Index % 2 == 0);
        scene.Tell(scene.Made.Next(scene.Head));
        scene.AnswerAll();
        scene.Seal();
        scene.MustBeWhole();
    }

    [Fact]
    public void Going_back_to_that_block_is_undone_and_below_it_everything_is_read_anew()
    {
        MarketScene scene = Begun(23, pool => true);
        SimulatedBlock first = scene.Head;
        scene.Next(5);
        Assert.Equal(MarketUpdateKind.Undone, scene.Back(first).Kind);
        scene.MustBeWhole();

        MarketScene later = Begun(24, pool => true, blocks: 3);
        later.Next(2);
        later.Back(later.Made.First);
        Assert.Equal(0, later.Market.LiveCount);
        later.AnswerAll();
        later.MustBeWhole();
    }

    [Fact]
    public void It_begins_once_and_before_the_first_event()
    {
        MarketScene scene = Begun(25, pool => true);
        Assert.Throws<InvalidOperationException>(() => scene.Market.Begin(scene.Market.Head, []));
    }

    private static MarketScene Begun(ulong seed, Predicate<Pool> isKnown, int blocks = 0)
    {
        MarketScene scene = new(new MadeMarket(seed));
        scene.Begin(blocks, isKnown);
        return scene;
    }
}
