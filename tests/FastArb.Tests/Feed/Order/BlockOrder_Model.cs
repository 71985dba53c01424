using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>
/// Random chains that fork and go back, told in every manner, settle on the chain that is true.
/// </summary>
public sealed class BlockOrder_Model
{
    private static readonly BlockOrderOptions s_wide = new() { BlocksMax = 512, LogSlotsMax = 8_192 };

    [Theory]
    [Trait("row", "7")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Reorgs_of_every_manner_and_depth_leave_no_trace(ulong seed)
    {
        long reorgs = 0;
        long deepest = 0;
        for (int round = 0; round < TestRounds.Of(60); round++)
        {
            var model = new ModelChain(new SeededBits((seed << 32) + (ulong)round));
            var run = new OrderRun(model.Node, s_wide, model.Rules, seed);
            Live(model, run, operations: 30, lossy: false);
            AssertSettled(model, run, $"seed {seed}, round {round}");
            Assert.Equal(0, run.World.Resynchronisations);
            Assert.Equal(0, run.Order.Counters.BloomContradictions);
            reorgs += run.World.Reorgs;
            deepest = Math.Max(deepest, run.Order.Counters.DepthMax);
        }

        Assert.True(
            !TestRounds.AreWhole || (reorgs > 200 && deepest > 50),
            $"{reorgs} reorgs, {deepest} deep"
        );
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Skipped_heads_lost_frames_duplicates_and_errors_do_not_matter(ulong seed)
    {
        long asked = 0;
        for (int round = 0; round < TestRounds.Of(60); round++)
        {
            var model = new ModelChain(new SeededBits((seed << 32) + (ulong)round));
            var run = new OrderRun(model.Node, s_wide, model.Rules, seed)
            {
                FailureOneIn = (ulong)(round % 4) * 4,
                DelayMax = (1 + round) * OrderRun.Millisecond,
            };
            Live(model, run, operations: 30, lossy: true);
            AssertSettled(model, run, $"seed {seed}, round {round}");
            Assert.Equal(0, run.World.Resynchronisations);
            asked += run.Calls.Count;
        }

        Assert.True(asked > 0);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Where_memory_ends_the_stream_resynchronises_and_goes_on(ulong seed)
    {
        long overflows = 0;
        for (int round = 0; round < TestRounds.Of(60); round++)
        {
            var model = new ModelChain(new SeededBits((seed << 32) + (ulong)round));
            var run = new OrderRun(
                model.Node,
                new BlockOrderOptions
                {
                    BlocksMax = 16,
                    LogSlotsMax = 24,
                    CallsMax = 2,
                },
                model.Rules,
                seed
            );
            Live(model, run, operations: 20, lossy: (round & 1) == 0, rest: 12);
            AssertSettled(model, run, $"seed {seed}, round {round}");
            overflows += run.World.Resynchronisations;
        }

        Assert.True(overflows > 0);
    }

    private static void Live(ModelChain model, OrderRun run, int operations, bool lossy, int rest = 3)
    {
        model.Extend(3);
        for (int i = 0; i < operations; i++)
        {
            var manner = (ModelChain.Manner)model.Below(4);
            switch (model.Below(6))
            {
                case 0:
                    int depthMax = Math.Min(model.Below(4) == 0 ? 64 : 4, model.Blocks.Count - 2);
                    model.Reorganise(1 + model.Below(depthMax), manner);
                    break;
                case 1:
                    model.GoBack(manner);
                    break;
                default:
                    model.Extend(1 + model.Below(5));
                    break;
            }

            Send(model, run, lossy && i > 0 && i < operations - 1);
        }

        model.SendLate();
        for (int i = 0; i < rest; i++)
        {
            // Time for answers between blocks: without it the smallest memory overflows again and again.
            model.Extend();
            Send(model, run, lossy: false);
            run.PassTime(100 * OrderRun.Millisecond);
        }

        run.Settle();
    }

    private static void Send(ModelChain model, OrderRun run, bool lossy)
    {
        for (int i = 0; i < model.Sent.Count; i++)
        {
            OrderInput input = model.Sent[i];
            if (lossy && input.IsHead && i < model.Sent.Count - 1 && model.Below(10) == 0)
            {
                continue;
            }

            if (lossy && model.Below(150) == 0)
            {
                i += model.Below(20);
                run.Disconnect();
                run.PassTime(model.Below(3_000) * OrderRun.Millisecond);
                continue;
            }

            run.Feed(input, model.Below(20) == 0 ? 60 * OrderRun.Millisecond : 10_000);
            if (lossy && model.Below(10) == 0)
            {
                run.Feed(model.Sent[model.Below(i + 1)]);
            }
        }

        model.Sent.Clear();
    }

    private static void AssertSettled(ModelChain model, OrderRun run, string which)
    {
        List<LinearWorld.Block> chain = run.World.Chain;
        int begin = model.Blocks.FindIndex(block => block.Head.Head.Hash == chain[0].Hash);
        Assert.True(begin >= 0, $"{which}: begins nowhere");
        Assert.True(
            chain.Count == model.Blocks.Count - begin,
            $"{which}: {chain.Count} blocks of {model.Blocks.Count - begin}"
        );
        for (int i = 0; i < chain.Count; i++)
        {
            ModelChain.Block block = model.Blocks[begin + i];
            UInt256 hash = block.Head.Head.Hash;
            Assert.True(hash == chain[i].Hash, $"{which}: block {i}");
            Assert.True(
                block
                    .Logs.Select(log => log.Log.LogIndex)
                    .SequenceEqual(chain[i].Logs.Select(log => log.Index)),
                $"{which}: logs of block {i}"
            );
        }
    }
}
