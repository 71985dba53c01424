using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.State;

public sealed class PoolTable_Undo(ITestOutputHelper output)
{
    private const int Depth = 64;

    private static readonly MarketPlan s_plan = StateMarket.Plan(2, 1, 10, 60);

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void After_every_block_and_reorg_the_state_is_what_a_rebuild_from_nothing_gives(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        StateTraffic traffic = new(s_plan, seed);
        PoolTable table = traffic.Table();
        long block = 100;
        long highest = block;
        int undone = 0;
        for (int round = 0; round < TestRounds.Of(200); round++)
        {
            traffic.Play(table, ++block, traffic.Draw(12));
            Assert.Null(traffic.DifferenceOf(table));
            highest = Math.Max(highest, block);
            long deepest = Math.Max(100, highest - Depth);
            if (traffic.Draw(8) == 0 && deepest < block)
            {
                long ancestor = Math.Max(deepest, block - 1 - traffic.Draw(traffic.Draw(Depth) + 1));
                Assert.True(table.UndoTo(ancestor));
                traffic.RollBack(ancestor);
                Assert.Null(traffic.DifferenceOf(table));
                block = ancestor;
                undone++;
            }
        }

        Assert.True(undone > 0 || !TestRounds.AreWhole);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_log_that_is_applied_and_undone_leaves_no_trace(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        StateTraffic traffic = new(s_plan, seed);
        PoolTable table = traffic.Table();
        table.BeginBlock(1);
        for (int i = 0; i < TestRounds.Of(2_000); i++)
        {
            StateTraffic.Log log = traffic.Next(1, 0);
            PoolContent before = table.ContentOf(log.Pool);
            Apply(table, log);
            PoolContent after = table.ContentOf(log.Pool);
            if (log.Change.Kind != PoolChangeKind.None)
            {
                Assert.True(table.UndoLast());
                Assert.Null(table.ContentOf(log.Pool).DifferenceFrom(before));
                Apply(table, log);
                Assert.Null(table.ContentOf(log.Pool).DifferenceFrom(after));
            }
        }
    }

    [Fact]
    public void Exactly_64_blocks_can_be_undone()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        for (long block = 1; block <= Depth + 1; block++)
        {
            traffic.Play(table, block, 8);
        }

        Assert.False(table.UndoTo(0));
        Assert.Null(traffic.DifferenceOf(table));
        Assert.True(table.UndoTo(1));
        traffic.RollBack(1);
        Assert.Null(traffic.DifferenceOf(table));
    }

    [Fact]
    public void Fewer_blocks_can_be_undone_when_their_logs_fill_the_journal()
    {
        StateTraffic traffic = new(StateMarket.Plan(1), 1);
        PoolTable table = traffic.Table(new PoolTableOptions { JournalCapacity = 16 });
        for (long block = 1; block <= 3; block++)
        {
            table.BeginBlock(block);
            for (uint i = 0; i < 6; i++)
            {
                Apply(table, traffic.Next(block, i));
            }
        }

        Assert.False(table.UndoTo(0));
        Assert.Null(traffic.DifferenceOf(table));
        Assert.True(table.UndoTo(1));
        traffic.RollBack(1);
        Assert.Null(traffic.DifferenceOf(table));
        for (int i = 0; i < 4; i++)
        {
            Assert.True(table.UndoLast());
        }

        Assert.False(table.UndoLast());
    }

    [Fact]
    public void Nothing_is_undone_across_a_gap_in_the_block_numbers()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        Assert.False(table.UndoTo(5));
        traffic.Play(table, 10, 8);
        traffic.Play(table, 12, 8);
        Assert.False(table.UndoTo(10));
        Assert.True(table.UndoTo(11));
        Assert.True(table.UndoTo(11));
        traffic.RollBack(11);
        Assert.Null(traffic.DifferenceOf(table));
    }

    [Fact]
    public void Going_back_to_before_a_pool_was_loaded_leaves_it_loading()
    {
        StateTraffic traffic = new(StateMarket.Plan(2), 1);
        PoolTable table = traffic.Table();
        traffic.Play(table, 1, 8);
        table.BeginBlock(2);
        table.SetStatus(0, PoolStatus.Quarantined);
        table.Load(0, new PoolContent { Reserve0 = 5, Reserve1 = 7 });
        traffic.Play(table, 3, 8);
        Assert.True(table.UndoTo(2));
        Assert.Equal(5u, table.ContentOf(0).Reserve0);
        Assert.Equal(PoolStatus.Live, table.StatusOf(0));
        Assert.True(table.UndoTo(1));
        Assert.Equal(PoolStatus.Loading, table.StatusOf(0));
        Assert.Equal(PoolStatus.Live, table.StatusOf(1));
        Assert.Null(
            table.ContentOf(1).DifferenceFrom(traffic.ContentBefore(1, block: 2, transactionIndex: 0))
        );
    }

    [Fact]
    public void No_undoing_ends_a_quarantine()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        traffic.Play(table, 1, 8);
        traffic.Play(table, 2, 8);
        table.SetStatus(2, PoolStatus.Quarantined);
        Assert.True(table.UndoTo(0));
        Assert.Equal(PoolStatus.Quarantined, table.StatusOf(2));
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Blocks_logs_and_undoing_allocate_nothing()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        StateTraffic.Log[] logs = [.. Enumerable.Range(0, 500).Select(_ => traffic.Next(1, 0))];
        long allocated = AllocatedBytes.Least(() =>
        {
            table.BeginBlock(1);
            foreach (ref readonly StateTraffic.Log log in logs.AsSpan())
            {
                PoolChange change = log.Change;
                table.Apply(log.Pool, in change, log.TransactionIndex);
            }

            table.UndoTo(0);
        });
        Assert.Equal(0, allocated);
    }

    private static void Apply(PoolTable table, StateTraffic.Log log)
    {
        PoolChange change = log.Change;
        Assert.Equal(LogFault.None, table.Apply(log.Pool, in change, log.TransactionIndex));
    }
}
