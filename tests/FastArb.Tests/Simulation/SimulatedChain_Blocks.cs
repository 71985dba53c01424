using FastArb.EvmMath;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Simulation;

public sealed class SimulatedChain_Blocks
{
    [Fact]
    public void The_same_seed_makes_the_same_blocks()
    {
        Assert.Equal(Hashes(7), Hashes(7));
        Assert.Empty(Hashes(7).Intersect(Hashes(8)));
    }

    [Fact]
    public void Blocks_are_of_every_kind()
    {
        BlockMaker maker = new(3);
        SimulatedBlock tip = maker.First();
        List<SimulatedBlock> blocks = [];
        for (int i = 0; i < 2_000; i++)
        {
            SimulatedBlock next = maker.Next(tip);
            Assert.Equal((tip.Hash, tip.Number + 1), (next.ParentHash, next.Number));
            Assert.Equal(tip.Header.Timestamp + 2, next.Header.Timestamp);
            blocks.Add(tip = next);
        }

        SimulatedLog[] logs = [.. blocks.SelectMany(block => block.Logs)];
        Assert.Contains(blocks, block => block.Logs.IsEmpty);
        Assert.Contains(blocks, block => block.Logs.Length == 200);
        Assert.Contains(logs, log => maker.Watched.Contains(log.Address));
        Assert.Contains(logs, log => maker.Others.Contains(log.Address));
        Assert.Equal([0, 1, 2, 3, 4], logs.Select(log => log.Topics.Length).Distinct().Order());
        Assert.Contains(logs, log => log.Data.Length % 32 != 0);
        Assert.Contains(logs, log => log.Data.IsEmpty);
        Assert.Contains(logs, log => log.Data.Length > 512);
        Assert.All(
            blocks,
            block =>
                Assert.All(
                    block.Logs,
                    log => Assert.InRange(log.TransactionIndex, 0, block.Transactions.Length - 1)
                )
        );
    }

    [Fact]
    public void A_lost_branch_stays_to_be_found_and_may_come_back()
    {
        BlockMaker maker = new(1);
        SimulatedChain chain = new(1, maker.First());
        foreach (SimulatedBlock block in maker.Branch(chain.Head, 5))
        {
            chain.Append(block);
        }

        SimulatedBlock[] old = [chain.At(chain.Head.Number - 1)!, chain.Head];
        SimulatedBlock ancestor = chain.At(chain.Head.Number - 2)!;
        SimulatedBlock[] branch = [.. maker.Branch(ancestor, 3)];
        Assert.Equal(old, chain.Reorganise(ancestor.Number, branch));
        Assert.Equal(branch[^1], chain.Head);
        Assert.All(old, block => Assert.Equal(block, chain.Find(block.Hash)));
        Assert.All(old, block => Assert.False(chain.Holds(block)));
        Assert.Equal(branch, chain.Reorganise(ancestor.Number, old));
        Assert.Equal(old[^1], chain.Head);
        Assert.Null(chain.At(branch[^1].Number));
        UInt256 transaction = maker.Next(chain.Head, 3).Transactions[0];
        Assert.False(chain.TryFindTransaction(transaction, out _, out _));
    }

    [Fact]
    public void A_transaction_that_was_included_again_is_in_its_new_block()
    {
        BlockMaker maker = new(4);
        SimulatedChain chain = new(1, maker.First());
        SimulatedBlock parent = chain.Head;
        SimulatedBlock lost = maker.Next(parent, 40);
        chain.Append(lost);
        SimulatedBlock block = maker.Replace(lost, parent);
        chain.Reorganise(parent.Number, [block]);
        UInt256[] again = [.. lost.Transactions.Intersect(block.Transactions)];
        UInt256[] gone = [.. lost.Transactions.Except(block.Transactions)];
        Assert.NotEmpty(again);
        Assert.NotEmpty(gone);
        Assert.NotEqual(lost.Hash, block.Hash);
        Assert.All(
            again,
            hash =>
            {
                Assert.True(chain.TryFindTransaction(hash, out SimulatedBlock holder, out int index));
                Assert.Equal(block, holder);
                Assert.Equal(hash, block.Transactions[index]);
            }
        );
        Assert.All(gone, hash => Assert.False(chain.TryFindTransaction(hash, out _, out _)));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        BlockMaker maker = new(1);
        SimulatedChain chain = new(1, maker.First());
        SimulatedBlock next = maker.Next(chain.Head);
        SimulatedBlock later = maker.Next(next);
        Assert.Throws<ArgumentException>(() => chain.Append(later));
        Assert.Throws<ArgumentException>(() => chain.Follow(later));
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Reorganise(chain.First.Number - 1, []));
    }

    [Fact]
    public void A_long_chain_forgets_its_lowest_blocks()
    {
        BlockMaker maker = new(1);
        SimulatedChain chain = new(1, maker.First(), blocksMax: 10);
        SimulatedBlock first = chain.First;
        for (int i = 0; i < 50; i++)
        {
            chain.Append(maker.Next(chain.Head));
        }

        Assert.Equal(chain.Head.Number - 9, chain.First.Number);
        Assert.Null(chain.Find(first.Hash));
        Assert.Null(chain.At(first.Number));
        Assert.Equal(chain.First, chain.Finalized);
    }

    [Fact]
    public void A_play_grows_at_its_pace_and_reorganises_and_halts_as_it_is_told()
    {
        FaultPlan faults = FaultPlan.None.With(FaultKind.Reorg, 200_000).With(FaultKind.Halt, 50_000) with
        {
            HaltMs = 10_000,
        };
        SpokenNode node = new(faults);
        ChainPlay play = new(node.Node, node.Maker, TimeSpan.FromSeconds(2), now: 0);
        Assert.Equal(2 * SpokenNode.Second, play.NextDue);
        long begun = node.Chain.Head.Number;
        long halts = 0;
        for (long now = 0; now < 2_000 * SpokenNode.Second; now = play.NextDue)
        {
            play.Step(now);
            halts = node.Node.Tally[FaultKind.Halt];
        }

        long steps = 1_000 - (5 * halts);
        Assert.InRange(node.Chain.Head.Number - begun, steps - 10, steps + 10);
        Assert.InRange(node.Node.Tally[FaultKind.Reorg], 50, 300);
        Assert.InRange(halts, 5, 100);
        Assert.True(play.BlockCount > node.Chain.Head.Number - begun);
    }

    [Fact]
    public void A_play_of_a_recording_ends_where_the_recording_ends_and_goes_on_from_there()
    {
        RecordedChain recorded = Recordings.Reorganised;
        SimulatedNode node = new(recorded.Start());
        ChainPlay play = new(node, new BlockMaker(1), TimeSpan.FromSeconds(1), now: 0, recorded.Blocks[1..]);
        for (int i = 1; i < recorded.Blocks.Length; i++)
        {
            play.Step(play.NextDue);
        }

        Assert.Equal(recorded.Blocks[^1], node.Chain.Head);
        play.Step(play.NextDue);
        Assert.Equal(recorded.Blocks[^1].Hash, node.Chain.Head.ParentHash);
    }

    private static UInt256[] Hashes(ulong seed)
    {
        BlockMaker maker = new(seed);
        SimulatedBlock first = maker.First();
        return [first.Hash, .. maker.Branch(first, 50).Select(block => block.Hash)];
    }
}
