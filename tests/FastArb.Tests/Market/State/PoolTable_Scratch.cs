using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.State;

public sealed class PoolTable_Scratch(ITestOutputHelper output)
{
    private const int Blocks = 70;
    private const int LogsPerBlock = 12;

    private static readonly MarketPlan s_plan = StateMarket.Plan(1, 1, 60);

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_pool_before_any_transaction_of_64_blocks_is_what_a_rebuild_from_nothing_gives(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        StateTraffic traffic = new(s_plan, seed);
        PoolTable table = traffic.Table();
        Play(table, traffic, 1, Blocks);
        UInt128 root = table.Root;
        for (int i = 0; i < TestRounds.Of(400); i++)
        {
            int pool = traffic.Draw(s_plan.Pools.Length);
            long block = Blocks - 63 + traffic.Draw(65);
            uint transaction = (uint)traffic.Draw((LogsPerBlock / 2) + 1);
            int slot = table.TakeScratch(pool);
            Assert.True(table.RewindScratch(slot, block, transaction));
            PoolContent expected = traffic.ContentBefore(pool, block, transaction);
            Assert.Null(table.ContentOf(slot).DifferenceFrom(expected));
            table.ReleaseScratches();
        }

        Assert.Null(traffic.DifferenceOf(table));
        Assert.Equal(root, table.Root);
    }

    [Fact]
    public void A_scratch_pool_can_be_rewound_step_by_step()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        Play(table, traffic, 1, 10);
        int slot = table.TakeScratch(1);
        for (long block = 11; block > 0; block--)
        {
            for (uint transaction = LogsPerBlock / 2; transaction-- > 0; )
            {
                Assert.True(table.RewindScratch(slot, block, transaction));
                PoolContent expected = traffic.ContentBefore(1, block, transaction);
                Assert.Null(table.ContentOf(slot).DifferenceFrom(expected));
            }
        }
    }

    [Fact]
    public void Scratch_pools_stand_side_by_side_as_many_as_there_is_room_for()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table(new PoolTableOptions { ScratchPools = 3 });
        Play(table, traffic, 1, 10);
        for (int round = 0; round < 2; round++)
        {
            int[] slots = [table.TakeScratch(1), table.TakeScratch(1), table.TakeScratch(2)];
            Assert.Equal(PoolTable.NoScratch, table.TakeScratch(0));
            Assert.True(table.RewindScratch(slots[0], 4, 2));
            Assert.True(table.RewindScratch(slots[1], 7, 0));
            Assert.Null(table.ContentOf(slots[0]).DifferenceFrom(traffic.ContentBefore(1, 4, 2)));
            Assert.Null(table.ContentOf(slots[1]).DifferenceFrom(traffic.ContentBefore(1, 7, 0)));
            Assert.Null(table.ContentOf(slots[2]).DifferenceFrom(table.ContentOf(2)));
            table.ReleaseScratches();
        }
    }

    [Fact]
    public void Moments_that_are_not_kept_are_refused_and_nothing_changes()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        int early = table.TakeScratch(1);
        Assert.False(table.RewindScratch(early, 0, 0));
        Play(table, traffic, 1, Blocks);
        int slot = table.TakeScratch(1);
        Assert.False(table.RewindScratch(slot, Blocks - 64, 0));
        Assert.Null(table.ContentOf(slot).DifferenceFrom(table.ContentOf(1)));
        Assert.True(table.RewindScratch(slot, Blocks - 63, 0));
    }

    [Fact]
    public void A_scratch_pool_cannot_be_rewound_once_the_table_has_moved()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        Play(table, traffic, 1, 10);
        int before = table.TakeScratch(1);
        Play(table, traffic, 11, 11);
        Assert.False(table.RewindScratch(before, 5, 0));
        int after = table.TakeScratch(1);
        Assert.True(table.UndoTo(10));
        Assert.False(table.RewindScratch(after, 5, 0));
    }

    [Fact]
    public void A_pool_cannot_be_rewound_to_before_it_was_loaded()
    {
        StateTraffic traffic = new(StateMarket.Plan(1), 1);
        PoolTable table = traffic.Table();
        Play(table, traffic, 1, 3);
        table.Load(0, new PoolContent { Reserve0 = 5, Reserve1 = 7 });
        Play(table, traffic, 4, 6);
        int slot = table.TakeScratch(0);
        Assert.False(table.RewindScratch(slot, 3, LogsPerBlock));
        Assert.True(table.RewindScratch(slot, 4, 0));
        Assert.Equal(5u, table.ContentOf(slot).Reserve0);
        table.SetStatus(0, PoolStatus.Quarantined);
        Assert.False(table.RewindScratch(table.TakeScratch(0), 6, 0));
    }

    [Theory]
    [InlineData(11, 100)]
    [InlineData(100, 6)]
    [InlineData(100, 7)]
    [InlineData(100, 8)]
    public void Without_room_for_its_ticks_there_is_no_scratch_pool_and_none_of_the_room_is_lost(
        int words,
        int ticks
    )
    {
        PoolTableOptions options = new() { TickWordCapacity = words, TickCapacity = ticks };
        PoolTable table = new(StateMarket.Plan(0, 1), options);
        PoolContent content = new()
        {
            Ticks = [new PoolTick(-300, 5, 5), new PoolTick(-1, 5, -5), new PoolTick(0, 5, 5)],
        };
        table.Load(0, content);
        for (int i = 0; i < 10; i++)
        {
            int slot = table.TakeScratch(0);
            Assert.NotEqual(PoolTable.NoScratch, slot);
            Assert.Equal(PoolTable.NoScratch, table.TakeScratch(0));
            Assert.Null(table.ContentOf(slot).DifferenceFrom(content));
            table.ReleaseScratches();
        }
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Taking_rewinding_and_releasing_allocate_nothing()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        Play(table, traffic, 1, 10);
        long allocated = AllocatedBytes.Least(() =>
        {
            table.RewindScratch(table.TakeScratch(1), 3, 2);
            table.ReleaseScratches();
        });
        Assert.Equal(0, allocated);
    }

    private static void Play(PoolTable table, StateTraffic traffic, long first, long last)
    {
        for (long block = first; block <= last; block++)
        {
            traffic.Play(table, block, LogsPerBlock);
        }
    }
}
