using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.State;

public sealed class PoolTable_Apply(ITestOutputHelper output)
{
    private static readonly PoolContent s_content = new()
    {
        Tick = 0,
        Liquidity = 100,
        FeePips = 3000,
        Ticks = [new PoolTick(-60, 100, 100), new PoolTick(60, 100, -100)],
    };

    [Theory]
    [InlineData(-60, 60, -101, "more than there is")]
    [InlineData(-120, 60, -1, "nothing begins at the lower tick")]
    [InlineData(-60, 120, -1, "nothing ends at the upper tick")]
    [InlineData(60, 120, -1, "what ends there does not begin there")]
    [InlineData(-61, 60, 1, "the lower tick is between those that can be")]
    [InlineData(-60, 61, 1, "the upper tick is between those that can be")]
    public void A_range_that_cannot_be_is_refused_and_nothing_changes(
        int lower,
        int upper,
        int delta,
        string reason
    )
    {
        PoolTable table = new(StateMarket.Plan(0, 60));
        table.Load(0, s_content);
        table.BeginBlock(1);
        Assert.True(LogFault.Impossible == Apply(table, 0, lower, upper, delta), reason);
        Assert.Null(table.ContentOf(0).DifferenceFrom(s_content));
        table.UndoTo(0);
        Assert.Equal(PoolStatus.Live, table.StatusOf(0));
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_table_that_is_full_says_so_and_nothing_changes(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        int refused = 0;
        for (int round = 0; round < TestRounds.Of(5); round++)
        {
            refused += PlayWithLittleRoom(seed + ((ulong)round << 32));
        }

        Assert.True(refused > 0 || !TestRounds.AreWhole);
    }

    [Fact]
    public void Liquidity_beyond_what_can_be_is_refused()
    {
        PoolTable table = new(StateMarket.Plan(0, 60));
        table.Load(0, s_content);
        Assert.Equal(LogFault.Impossible, Apply(table, 0, -60, 60, Int128.MaxValue));
        Assert.Equal(LogFault.Impossible, Apply(table, 0, -60, 60, -Int128.MaxValue));
        PoolContent most = s_content with
        {
            Ticks = [new PoolTick(0, (UInt128)Int128.MaxValue, Int128.MaxValue)],
        };
        Assert.Equal(LogFault.None, table.TryLoad(0, most, PoolStatus.Live));
        Assert.Equal(LogFault.Impossible, Apply(table, 0, -60, 0, -Int128.MaxValue));
        Assert.Null(table.ContentOf(0).DifferenceFrom(most));
    }

    [Theory]
    [InlineData(7, 10, 10)]
    [InlineData(60, 0, 0)]
    [InlineData(60, 10, 11)]
    [InlineData(60, 10, -11)]
    public void A_state_whose_ticks_cannot_be_is_not_loaded(int tick, int gross, int net)
    {
        PoolTable table = new(StateMarket.Plan(0, 60));
        PoolContent content = s_content with { Ticks = [new PoolTick(tick, (UInt128)gross, net)] };
        Assert.Equal(LogFault.Impossible, table.TryLoad(0, content, PoolStatus.Live));
        Assert.Equal(PoolStatus.Loading, table.StatusOf(0));
        Assert.Empty(table.ContentOf(0).Ticks);
        Assert.Throws<InvalidOperationException>(() => table.Load(0, content));
    }

    private static int PlayWithLittleRoom(ulong seed)
    {
        MarketPlan plan = StateMarket.Plan(0, 1, 1, 1);
        StateTraffic traffic = new(plan, seed);
        PoolTable table = traffic.Table(new PoolTableOptions { TickCapacity = 24, TickWordCapacity = 8 });
        int refused = 0;
        bool allLive = true;
        for (int block = 1; block <= 250 && allLive; block++)
        {
            table.BeginBlock(block);
            StateTraffic.Log log = traffic.Next(block, 0);
            PoolChange change = log.Change;
            LogFault fault = table.Apply(log.Pool, in change);
            if (fault != LogFault.None)
            {
                Assert.Equal(LogFault.NoRoom, fault);
                traffic.DropLast();
                refused++;
            }

            Assert.Null(traffic.DifferenceOf(table));
            if (block % 50 == 0)
            {
                Assert.True(table.UndoTo(block - 40));
                traffic.RollBack(block - 40);
                allLive = plan.Pools.All(pool => IsExactOrInDoubt(table, traffic, pool.Index));
            }
        }

        return refused;
    }

    // The room of a tick that went may be another pool's by now: then its pool is in doubt, the others exact.
    // What is free may be in pieces too small for it to be loaded anew; then it is empty.
    private static bool IsExactOrInDoubt(PoolTable table, StateTraffic traffic, int pool)
    {
        PoolContent expected = traffic.ContentBefore(pool, long.MaxValue, 0);
        if (table.StatusOf(pool) == PoolStatus.Quarantined)
        {
            LogFault fault = table.TryLoad(pool, expected, PoolStatus.Live);
            if (fault != LogFault.None)
            {
                Assert.Equal(LogFault.NoRoom, fault);
                Assert.Empty(table.ContentOf(pool).Ticks);
                return false;
            }
        }

        Assert.Equal(PoolStatus.Live, table.StatusOf(pool));
        Assert.Null(table.ContentOf(pool).DifferenceFrom(expected));
        return true;
    }

    private static LogFault Apply(PoolTable table, int pool, int lower, int upper, Int128 delta)
    {
        PoolChange change = new()
        {
            Kind = PoolChangeKind.Range,
            LowerTick = lower,
            UpperTick = upper,
            LiquidityDelta = delta,
        };
        return table.Apply(pool, in change);
    }
}
