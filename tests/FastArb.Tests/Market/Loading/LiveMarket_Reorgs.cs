using FastArb.Chain;
using FastArb.Market;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Market.Loading;

/// <summary>Blocks that are taken back while pools are read at them, and what cannot be undone.</summary>
public sealed class LiveMarket_Reorgs
{
    [Fact]
    public void A_block_that_comes_again_after_a_late_log_is_still_the_one_that_was_read()
    {
        MarketScene scene = new(new MadeMarket(11));
        scene.Next();
        SimulatedBlock parent = scene.Head;
        SimulatedBlock block = scene.Made.Next(parent);
        scene = new MarketScene(scene.Made);
        scene.Tell(block);
        scene.Seal(SealReason.Quiet);

        // Everything is read at it, and comes before the block does again.
        scene.Back(parent);
        scene.AnswerAll();
        Assert.Equal(0, scene.Market.LiveCount);
        scene.Tell(block);
        Assert.Equal(0, scene.Market.LiveCount);
        scene.Seal();
        scene.MustBeWhole();
        Assert.Equal(0, scene.Market.Progress.Restarts);
        scene.Next(5);
        scene.MustBeWhole();
    }

    [Fact]
    public void What_was_read_at_a_block_does_not_enter_while_its_logs_come_again()
    {
        MarketScene scene = new(new MadeMarket(15));
        scene.Next();
        SimulatedBlock parent = scene.Head;
        SimulatedBlock block = scene.Made.Next(parent);
        scene = new MarketScene(scene.Made);
        scene.Tell(block);
        scene.Seal(SealReason.Quiet);
        scene.Back(parent);
        scene.Tell(block);
        scene.AnswerAll();
        Assert.Equal(0, scene.Market.LiveCount);
        scene.Seal();
        scene.MustBeWhole();
        Assert.Equal(0, scene.Market.Progress.Restarts);
    }

    [Fact]
    public void Another_block_in_its_place_makes_the_reading_begin_anew()
    {
        MarketScene scene = new(new MadeMarket(12));
        scene.Next();
        SimulatedBlock parent = scene.Head;
        scene = new MarketScene(scene.Made);
        scene.Tell(scene.Made.Next(parent));
        scene.Seal();
        scene.Back(parent);
        scene.Tell(scene.Made.Next(parent));
        scene.Seal();
        scene.AnswerAll();
        scene.MustBeWhole();
        Assert.Equal(scene.Made.Plan.Pools.Length, scene.Market.Progress.Restarts);
    }

    [Fact]
    public void Pools_that_entered_above_the_new_head_are_read_anew()
    {
        MarketScene scene = LiveMarket_Doubt.Loaded(13);
        SimulatedBlock before = scene.Head;
        scene.Next(3);
        Assert.Equal(MarketUpdateKind.Undone, scene.Back(before).Kind);
        Assert.Empty(scene.Market.Moved);
        scene.MustBeTrue();
        Assert.Equal(scene.Made.Plan.Pools.Length, scene.Market.LiveCount);

        // Below the block at which they were loaded; read again at the one that is left, at once.
        Assert.Equal(MarketUpdateKind.Undone, scene.Back(scene.Made.First).Kind);
        Assert.Equal(scene.Made.Plan.Pools.Length, scene.Market.Moved.Count);
        scene.AnswerAll();
        scene.MustBeWhole();
        scene.Next(3);
        scene.MustBeWhole();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_lies_too_deep_or_is_not_known_is_all_read_anew(bool isResynchronised)
    {
        MarketScene scene = LiveMarket_Doubt.Loaded(14);
        scene.Next(6);
        SimulatedBlock old = scene.Head;
        scene.Next(70);
        MarketUpdate update = scene.Back(
            old,
            isResynchronised ? ChainEventKind.Resynchronise : ChainEventKind.Reorg
        );
        Assert.Equal(MarketUpdateKind.Lost, update.Kind);
        Assert.Equal(0, scene.Market.LiveCount);
        Assert.Equal(scene.Made.Plan.Pools.Length, scene.Market.Moved.Count);
        Assert.Equal(MarketNoticeKind.Restarted, scene.Notices()[^1].Kind);

        // At that block, at once; the blocks that follow meanwhile are buffered.
        scene.Tell(scene.Made.Next(old));
        scene.Seal();
        scene.Tell(scene.Made.Next(scene.Head));
        ContractQuestion question = scene.Take();
        Assert.Equal(old.Hash, question.Block.Hash);
        scene.Answer(question);
        scene.AnswerAll();
        scene.MustBeWhole();
        scene.Next(3);
        scene.MustBeWhole();
    }
}
