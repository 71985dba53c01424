using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// Reorganisations of every depth that can be taken back, told in every manner, also while something is being
/// filled: the chain that is out in the end is what a feed says that has seen that chain alone.
/// </summary>
[Trait("row", "7")]
public sealed class BlockOrder_Reorgs
{
    private const long BlockTime = 2_000 * OrderRun.Millisecond;
    private const int DepthMax = 64;
    private const int ReorgsOfRound = 100;

    private static readonly BlockOrderOptions s_options = new() { BlocksMax = 512, LogSlotsMax = 16_384 };

    private readonly int[] _injected = new int[4];
    private int _back;
    private int _away;
    private int _deepest;
    private long _told;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void What_is_out_is_what_a_rebuild_from_scratch_says(ulong seed)
    {
        for (int round = 0; round < TestRounds.Of(1); round++)
        {
            var bits = new SeededBits((seed << 32) + (ulong)round);
            var model = new ModelChain(bits);
            var run = new OrderRun(model.Node, s_options, model.Rules, seed) { DelayMax = BlockTime / 8 };
            run.AnswerBy = new ModelBackends(model, run, bits) { LagMax = 2 }.Answer;
            var truth = new ModelTruth(model, run, $"seed {seed}, round {round}");
            model.Extend(DepthMax + 6);
            Send(model, run);
            for (int i = 0; i < ReorgsOfRound; i++)
            {
                Step(model, run);
            }

            model.SendLate();
            model.Extend();
            Send(model, run);
            run.PassTime(BlockTime);
            model.Extend();
            Send(model, run);
            run.Settle();
            run.Settle();
            truth.MustBeWhole();
            MustBeAsRebuilt(model, run);
            BlockOrderCounters counters = run.Order.Counters;
            Assert.True(
                run.World.Resynchronisations == 0,
                $"seed {seed}, round {round}: resynchronised, {counters.DepthMax} deep,"
                    + $" {counters.WaitingOverflow} overflows, {counters.CallsFailed} failures"
            );
            _told += run.World.Reorgs;
        }

        // Several at a time, before an answer is in, are one for the reader.
        Assert.True(_told >= TestRounds.Of(1) * ReorgsOfRound / 5, $"{_told} reorgs");
        Assert.True(_injected.All(count => count > 0) && _back > 0 && _away > 0 && _deepest > 50);
    }

    private void Step(ModelChain model, OrderRun run)
    {
        // Half of them announced, a quarter not, the rest late or shuffled.
        ModelChain.Manner manner = model.Below(8) switch
        {
            < 4 => ModelChain.Manner.Announced,
            < 6 => ModelChain.Manner.Silent,
            6 => ModelChain.Manner.Late,
            _ => ModelChain.Manner.Shuffled,
        };
        bool isAway = model.Below(8) == 0;
        if (isAway)
        {
            _away++;
            run.Disconnect();
        }

        _injected[(int)manner]++;
        if (model.Below(5) == 0)
        {
            _back++;
            model.GoBack(manner);
        }
        else
        {
            int depth = 1 + model.Below(model.Below(3) == 0 ? DepthMax : 4);
            _deepest = Math.Max(_deepest, depth);
            model.Reorganise(depth, manner);
        }

        if (isAway)
        {
            model.Sent.Clear();
            run.PassTime(BlockTime);
            run.Subscribe();
        }

        // Often the next one comes before all answers to this one are there.
        model.Extend(1 + model.Below(3));
        Send(model, run);
        run.PassTime(model.Below(3) * BlockTime / 2);
    }

    private static void Send(ModelChain model, OrderRun run)
    {
        foreach (OrderInput input in model.Sent)
        {
            run.Feed(input, 10_000);
        }

        model.Sent.Clear();
    }

    private static void MustBeAsRebuilt(ModelChain model, OrderRun run)
    {
        var rebuilt = new OrderRun(model.Node, s_options, model.Rules);
        foreach (
            ModelChain.Block block in model.Blocks.Where(b => b.Head.Head.Number >= run.World.Chain[0].Number)
        )
        {
            rebuilt.Feed(block.Head);
            block.Logs.ForEach(log => rebuilt.Feed(log));
        }

        rebuilt.Settle();
        Assert.Equal(
            rebuilt.World.Chain.Select(block => (block.Hash, Logs: string.Join(',', block.Logs))),
            run.World.Chain.Select(block => (block.Hash, Logs: string.Join(',', block.Logs)))
        );
    }
}
