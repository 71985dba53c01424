using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.State;

public sealed class PoolTable_Memory(ITestOutputHelper output)
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void Ten_thousand_pools_of_200_ticks_fit_a_lane()
    {
        const int Pools = 10_000;
        MarketPlan plan = StateMarket.Plan(0, [.. Enumerable.Repeat(60, Pools)]);
        // 20 words for each pool, of 10 ticks each, in blocks of 32 and 16, and once the smaller blocks that
        // they were before.
        PoolTableOptions options = new()
        {
            TickWordCapacity = (Pools + 1) * 32,
            TickCapacity = ((Pools * 20) + 1) * 16,
        };
        PoolTable table = new(plan, options);
        output.WriteLine(table.MemoryText);
        PoolContent content = new()
        {
            Ticks =
            [
                .. Enumerable
                    .Range(0, 200)
                    .Select(i => new PoolTick(60 * ((((i / 10) - 10) * 256) + (i % 10 * 25)), 7, 7)),
            ],
        };
        foreach (Pool pool in plan.Pools)
        {
            table.Load(pool.Index, content);
        }

        Assert.Null(table.ContentOf(Pools - 1).DifferenceFrom(content));
        Assert.True(table.MemoryBytes < 160 * Mebibyte, table.MemoryText);
    }

    [Fact]
    public void The_sum_of_bytes_is_what_a_table_takes()
    {
        MarketPlan plan = StateMarket.Plan(100, 1, 60);
        PoolTable? table = null;
        long allocated = AllocatedBytes.Once(() => table = new PoolTable(plan));
        Assert.InRange(allocated, table!.MemoryBytes, table.MemoryBytes * 1.01);
        output.WriteLine(table.MemoryText);
    }
}
