using FastArb.Chain;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>Blocks that were missed while away, or that the node skipped, come in order and once.</summary>
public sealed class BlockOrder_Gaps
{
    private const long BlockTime = 2_000 * OrderRun.Millisecond;

    private static readonly BlockOrderOptions s_options = new() { BlocksMax = 512, LogSlotsMax = 16_384 };

    [Theory]
    [Trait("row", "3")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Blocks_missed_while_away_are_filled_before_live_ones(ulong seed)
    {
        var bits = new SeededBits(seed);
        var model = new ModelChain(bits);
        var run = new OrderRun(model.Node, s_options, model.Rules, seed);
        run.AnswerBy = new ModelBackends(model, run, bits) { LagMax = 5 }.Answer;
        var truth = new ModelTruth(model, run, $"seed {seed}");
        Live(model, run, 3);
        long gaps = 0;
        long missed = 0;
        for (int i = 0; i < TestRounds.Of(25); i++)
        {
            run.Disconnect();
            // From a tenth of a second to five minutes.
            int away = model.Below(2) == 0 ? model.Below(2) : model.Below(150);
            run.PassTime((1 + away) * BlockTime);
            Lose(model, away);
            gaps += away > 0 ? 1 : 0;
            missed += away;
            run.Subscribe();
            run.PassTime(BlockTime);
            Live(model, run, 1 + model.Below(40));
        }

        run.Settle();
        truth.MustBeWhole();
        Assert.Equal((gaps, missed, 0), Filled(run));
        Assert.Equal(0, run.World.Resynchronisations);
    }

    [Theory]
    [Trait("row", "3")]
    [InlineData(700)]
    [InlineData(5_000)]
    public void An_outage_longer_than_memory_is_filled_in_pieces(int blocks)
    {
        var bits = new SeededBits((ulong)blocks);
        var model = new ModelChain(bits);
        var run = new OrderRun(model.Node, s_options, model.Rules);
        run.AnswerBy = new ModelBackends(model, run, bits).Answer;
        var truth = new ModelTruth(model, run, $"{blocks} blocks");
        Live(model, run, 3);
        run.Disconnect();
        Lose(model, blocks);
        run.Subscribe();
        int lived = 0;
        // New blocks come all the time.
        while (run.Order.Health != FeedHealth.Live && lived++ < 2_000)
        {
            Live(model, run, 1, 100 * OrderRun.Millisecond);
        }

        truth.MustBeWhole();
        Assert.Equal(1, run.Order.Counters.GapsFilled);
        Assert.InRange(run.Order.Counters.BlocksFilled, blocks, blocks + lived);
        Assert.Equal(0, run.World.Resynchronisations);
        Assert.Equal(0, run.World.Reorgs);
    }

    [Fact]
    public void A_start_far_below_the_first_head_is_a_gap_too()
    {
        var bits = new SeededBits(1);
        var model = new ModelChain(bits);
        BlockOrderOptions options = s_options with
        {
            Start = new(model.HeadNumber, model.Blocks[0].Head.Head.Hash),
        };
        Lose(model, 1_500);
        var run = new OrderRun(model.Node, options, model.Rules);
        run.AnswerBy = new ModelBackends(model, run, bits).Answer;
        var truth = new ModelTruth(model, run, "start");
        run.Subscribe();
        Live(model, run, 20);
        run.Settle();
        truth.MustBeWhole();
        Assert.Equal(model.Blocks.Count - 1, run.World.Chain.Count);
        Assert.Equal(FeedHealth.Live, run.World.Health);
        Assert.Equal(0, run.World.Resynchronisations);
    }

    [Fact]
    public void A_head_that_nobody_else_has_is_forgotten()
    {
        var bits = new SeededBits(1);
        var model = new ModelChain(bits);
        var run = new OrderRun(model.Node, s_options, model.Rules);
        run.AnswerBy = new ModelBackends(model, run, bits).Answer;
        var truth = new ModelTruth(model, run, "false head");
        Live(model, run, 3);
        BlockHead head = model.Blocks[^1].Head.Head;
        head.Number += 1_000_000;
        head.Hash = head.ComputedHash = new(5);
        run.Feed(new OrderInput { IsHead = true, Head = head });
        Live(model, run, 20);
        run.Settle();
        truth.MustBeWhole();
        Assert.Equal(FeedHealth.Live, run.World.Health);
        Assert.Equal(0, run.World.Resynchronisations);
    }

    [Theory]
    [Trait("row", "6")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Heads_that_the_node_skips_are_fetched(ulong seed)
    {
        var bits = new SeededBits(seed);
        var model = new ModelChain(bits);
        var run = new OrderRun(model.Node, s_options, model.Rules, seed);
        run.AnswerBy = new ModelBackends(model, run, bits).Answer;
        var truth = new ModelTruth(model, run, $"seed {seed}");
        Live(model, run, 2);
        long skipped = 0;
        int longest = 0;
        int blocks = TestRounds.Of(1_000);
        for (int done = 0; done < blocks; )
        {
            // One head in ten, in gaps of up to 200.
            int gap = 1 + model.Below(model.Below(20) == 0 ? 200 : 4);
            model.Extend(gap);
            model.Sent.RemoveAll(input => input.IsHead);
            Send(model, run);
            Live(model, run, 1 + model.Below(18 * gap), BlockTime);
            skipped += gap;
            longest = Math.Max(longest, gap);
            done = model.Blocks.Count;
        }

        run.Settle();
        truth.MustBeWhole();
        Assert.Equal((0, 0, skipped), Filled(run));
        Assert.Equal(0, run.World.Resynchronisations);
        Assert.True(!TestRounds.AreWhole || longest > 20, $"{longest}");
    }

    private static (long Gaps, long Blocks, long Skipped) Filled(OrderRun run)
    {
        BlockOrderCounters counters = run.Order.Counters;
        return (counters.GapsFilled, counters.BlocksFilled, counters.HeadsSkipped);
    }

    private static void Live(ModelChain model, OrderRun run, int blocks, long blockTime = BlockTime)
    {
        for (int i = 0; i < blocks; i++)
        {
            model.Extend();
            Send(model, run);
            run.PassTime(blockTime);
        }
    }

    private static void Send(ModelChain model, OrderRun run)
    {
        foreach (OrderInput input in model.Sent)
        {
            run.Feed(input, 10_000);
        }

        model.Sent.Clear();
    }

    private static void Lose(ModelChain model, int blocks)
    {
        if (blocks > 0)
        {
            model.Extend(blocks);
        }

        model.Sent.Clear();
    }
}
