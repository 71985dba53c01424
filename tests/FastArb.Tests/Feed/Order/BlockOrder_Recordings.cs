using FastArb.Chain;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.Feed.Order;

/// <summary>Real notifications, as they came and in any other order, give the chain that is true.</summary>
public sealed class BlockOrder_Recordings
{
    private const long Gap = 120 * OrderRun.Millisecond;

    [Fact]
    public void A_recording_without_reorgs_gives_its_blocks_and_logs_once()
    {
        OrderRun run = Play(RecordedFrames.Plain, RecordedFrames.Plain.Inputs, 0);
        AssertTruth(RecordedFrames.Plain, run);
        Assert.Equal(0, run.World.Reorgs);
        Assert.Equal(0, run.Order.Counters.Duplicates);
    }

    [Fact]
    public void Heads_that_go_back_without_a_word_are_reorgs_to_the_true_ancestors()
    {
        OrderRun run = Play(RecordedFrames.Anvil, RecordedFrames.Anvil.Inputs, 0);
        AssertTruth(RecordedFrames.Anvil, run);
        Assert.Equal(RecordedFrames.Anvil.Ancestors, run.World.ReorgTargets);
    }

    [Fact]
    public void Logs_that_are_taken_back_are_reorgs_to_the_true_ancestors()
    {
        OrderRun run = Play(RecordedFrames.Geth, RecordedFrames.Geth.Inputs, 0);
        AssertTruth(RecordedFrames.Geth, run);
        Assert.Equal(RecordedFrames.Geth.Ancestors, run.World.ReorgTargets);
    }

    [Fact]
    public void Heads_of_a_new_branch_that_are_not_sent_are_asked_for()
    {
        RecordedFrames recorded = RecordedFrames.Geth;
        HashSet<UInt256> untold = InsideOfNewBranches(recorded);
        Assert.True(untold.Count >= 10);
        OrderRun run = Play(
            recorded,
            [.. recorded.Inputs.Where(input => !input.IsHead || !untold.Contains(input.Head.Hash))],
            0
        );
        AssertTruth(recorded, run);
        Assert.Equal(recorded.Ancestors, run.World.ReorgTargets);
        Assert.Contains(run.Calls, call => call.Kind == ChainCallKind.HeaderByHash);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Shuffles_and_duplicates_settle_on_the_truth(ulong seed)
    {
        for (int round = 0; round < TestRounds.Of(60); round++)
        {
            var bits = new SeededBits((seed << 32) + (ulong)round);
            RecordedFrames recorded = (round & 1) == 0 ? RecordedFrames.Anvil : RecordedFrames.Geth;
            List<OrderInput> shuffled = Shuffle(recorded.Inputs, bits, window: 2 << (round % 6));
            if (round % 3 == 0)
            {
                Duplicate(shuffled, bits);
            }

            AssertSettles(recorded, shuffled, bits, $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Frames_lost_with_the_connection_are_asked_for(ulong seed)
    {
        long cuts = 0;
        for (int round = 0; round < TestRounds.Of(40); round++)
        {
            var bits = new SeededBits((seed << 32) + (ulong)round);
            RecordedFrames recorded = (round & 1) == 0 ? RecordedFrames.Anvil : RecordedFrames.Geth;
            var run = new OrderRun(recorded.Chain, seed: bits.NextUInt64())
            {
                FailureOneIn = (ulong)(round % 5) * 3,
                DelayMax = 40 * OrderRun.Millisecond,
            };
            int last = recorded.Inputs.Count - 150;
            for (int i = 0; i < recorded.Inputs.Count; i++)
            {
                if (i > 50 && i < last && bits.NextUInt64() % 300 == 0)
                {
                    int lost = (int)(bits.NextUInt64() % 120);
                    i = Math.Min(i + lost, last);
                    run.Disconnect();
                    run.PassTime((long)(bits.NextUInt64() % (ulong)(2_000 * OrderRun.Millisecond)));
                }

                run.Feed(recorded.Inputs[i], Pause(bits));
            }

            run.Settle();
            AssertTruth(recorded, run, $"seed {seed}, round {round}");
            cuts += run.Order.Counters.Disconnections;
        }

        Assert.True(!TestRounds.AreWhole || cuts > 40, $"{cuts} cuts");
    }

    [Fact]
    public void Logs_before_or_after_their_head_make_the_same_stream()
    {
        List<OrderInput> inputs = First(RecordedFrames.Plain.Inputs, 200);
        OrderRun straight = Play(RecordedFrames.Plain, inputs, 0, pauses: false, answers: false);
        long expected = straight.World.Digest;
        for (int round = 0; round < TestRounds.Of(60); round++)
        {
            var bits = new SeededBits((ulong)round);
            OrderRun run = Play(
                RecordedFrames.Plain,
                MoveHeads(inputs, bits),
                (ulong)round,
                pauses: false,
                answers: false
            );
            Assert.True(expected == run.World.Digest, $"round {round}");
            Assert.Equal(0, run.World.Reorgs);
        }
    }

    private static void AssertSettles(
        RecordedFrames recorded,
        List<OrderInput> inputs,
        SeededBits bits,
        string which
    )
    {
        var run = new OrderRun(recorded.Chain, seed: bits.NextUInt64());
        foreach (OrderInput input in inputs)
        {
            run.Feed(input, Pause(bits));
        }

        run.Settle();
        AssertTruth(recorded, run, which);
    }

    private static long Pause(SeededBits bits) =>
        bits.NextUInt64() % 64 == 0 ? Gap : OrderRun.Millisecond / 100;

    private static OrderRun Play(
        RecordedFrames recorded,
        List<OrderInput> inputs,
        ulong seed,
        bool pauses = true,
        bool answers = true
    )
    {
        var bits = new SeededBits(seed);
        var run = new OrderRun(recorded.Chain, seed: seed) { Answers = answers };
        foreach (OrderInput input in inputs)
        {
            // A pause before a head only: nothing of a block comes after its seal.
            run.Feed(input, pauses && input.IsHead && bits.NextUInt64() % 4 == 0 ? Gap : 1_000);
        }

        run.Settle();
        return run;
    }

    private static void AssertTruth(RecordedFrames recorded, OrderRun run, string which = "")
    {
        List<LinearWorld.Block> chain = run.World.Chain;
        string message = $"{which}; {recorded.Truth.Count} blocks";
        Assert.True(run.World.Resynchronisations == 0, $"{message}: resynchronised");
        // However the rest is shuffled, the first head stays the first, and events begin with it.
        Assert.True(chain.Count == recorded.Truth.Count, $"{message}, {chain.Count} here");
        for (int i = 0; i < chain.Count; i++)
        {
            (UInt256 hash, int logs) = recorded.Truth[i];
            Assert.True(hash == chain[i].Hash, $"{message}: block {i}");
            Assert.True(
                logs == chain[i].Logs.Count,
                $"{message}: block {i} has {chain[i].Logs.Count} of {logs}"
            );
            int at = 0;
            foreach (OrderInput log in recorded.Chain.LogsOf(hash))
            {
                LinearWorld.Log mine = chain[i].Logs[at++];
                Assert.True(log.Log.LogIndex == mine.Index, $"{message}: block {i}, log {at}");
                Assert.True(DigestOf(log) == mine.Digest, $"{message}: block {i}, log {at}");
            }
        }
    }

    private static long DigestOf(OrderInput log)
    {
        long digest = LinearWorld.DigestOf(in log.Slots[0]);
        for (int part = 1; part < log.Slots.Length; part++)
        {
            digest = (digest * 31) + LinearWorld.DigestOf(in log.Slots[part]);
        }

        return digest;
    }

    // Blocks whose head a node of geth's family does not send: of a new branch, all but the last that was
    // there when the branch won.
    private static HashSet<UInt256> InsideOfNewBranches(RecordedFrames recorded)
    {
        HashSet<UInt256> untold = [];
        List<OrderInput> heads = [.. recorded.Inputs.Where(input => input.IsHead)];
        long highest = 0;
        foreach (OrderInput input in heads)
        {
            if (input.Head.Number < highest)
            {
                untold.Add(input.Head.Hash);
            }

            highest = Math.Max(highest, input.Head.Number);
        }

        return untold;
    }

    // Each input moves by less than the window; the first and the last ones stay, so that it is known where
    // events begin and what the node's last word is.
    private static List<OrderInput> Shuffle(List<OrderInput> inputs, SeededBits bits, int window)
    {
        var shuffled = new List<OrderInput>(inputs);
        int first = inputs.FindIndex(input => input.IsHead) + 1;
        int last = inputs.FindLastIndex(input => input.IsHead) - 1;
        for (int i = first; i < last; i++)
        {
            int other = i + (int)(bits.NextUInt64() % (ulong)window);
            if (other < last)
            {
                (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
            }
        }

        return shuffled;
    }

    private static void Duplicate(List<OrderInput> inputs, SeededBits bits)
    {
        for (int i = inputs.Count - 60; i > 0; i--)
        {
            if (bits.NextUInt64() % 3 == 0)
            {
                inputs.Insert(i + (int)(bits.NextUInt64() % 30), inputs[i]);
            }
        }
    }

    private static List<OrderInput> First(List<OrderInput> inputs, int blocks)
    {
        long end = inputs.First(input => input.IsHead).Head.Number + blocks;
        return [.. inputs.Where(input => (input.IsHead ? input.Head.Number : input.Log.BlockNumber) < end)];
    }

    // Each head somewhere among its own logs.
    private static List<OrderInput> MoveHeads(List<OrderInput> inputs, SeededBits bits)
    {
        List<OrderInput> moved = [];
        foreach (
            IGrouping<long, OrderInput> block in inputs.GroupBy(input =>
                input.IsHead ? input.Head.Number : input.Log.BlockNumber
            )
        )
        {
            List<OrderInput> logs = [.. block.Where(input => !input.IsHead)];
            logs.Insert(
                (int)(bits.NextUInt64() % (ulong)(logs.Count + 1)),
                block.First(input => input.IsHead)
            );
            moved.AddRange(logs);
        }

        return moved;
    }
}
