using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.State;

public sealed class PoolTable_Root(ITestOutputHelper output)
{
    private static readonly MarketPlan s_plan = StateMarket.Plan(2, 1, 60);

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Equal_states_have_equal_roots_however_they_came_about(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        for (int round = 0; round < TestRounds.Of(1); round++)
        {
            PlayAndGoBack(seed + ((ulong)round << 32));
        }
    }

    [Fact]
    public void Any_number_of_a_state_that_changes_changes_the_root()
    {
        PoolTable table = new(s_plan);
        List<UInt128> roots = [table.Root];
        foreach (int pool in (int[])[2, 3])
        {
            foreach (PoolContent content in Neighbours())
            {
                table.Load(pool, content);
                roots.Add(table.Root);
            }

            table.SetStatus(pool, PoolStatus.Quarantined);
        }

        Assert.Equal(roots.Count, roots.Distinct().Count());
        Assert.Equal(roots[0], table.Root);
    }

    [Fact]
    public void Two_pools_that_change_places_change_the_root()
    {
        PoolTable one = new(s_plan);
        PoolTable other = new(s_plan);
        PoolContent[] contents = [new() { Reserve0 = 1, Reserve1 = 2 }, new() { Reserve0 = 2, Reserve1 = 1 }];
        for (int i = 0; i < 2; i++)
        {
            one.Load(i, contents[i]);
            other.Load(i, contents[1 - i]);
        }

        Assert.NotEqual(one.Root, other.Root);
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Reading_the_root_allocates_nothing()
    {
        StateTraffic traffic = new(s_plan, 1);
        PoolTable table = traffic.Table();
        StateTraffic.Log[] logs = [.. Enumerable.Range(0, 100).Select(_ => traffic.Next(1, 0))];
        UInt128 sum = 0;
        long allocated = AllocatedBytes.Least(() =>
        {
            table.BeginBlock(1);
            foreach (ref readonly StateTraffic.Log log in logs.AsSpan())
            {
                PoolChange change = log.Change;
                table.Apply(log.Pool, in change, log.TransactionIndex);
            }

            sum += table.Root;
            table.UndoTo(0);
            sum += table.Root;
        });
        Assert.Equal(0, allocated);
        Assert.NotEqual(UInt128.Zero, sum);
    }

    private static void PlayAndGoBack(ulong seed)
    {
        StateTraffic traffic = new(s_plan, seed);
        PoolTable table = traffic.Table();
        List<UInt128> roots = [table.Root];
        for (long block = 1; block <= 60; block++)
        {
            traffic.Play(table, block, 8);
            // Not read at every block: a pool that changed over several of them counts once.
            roots.Add(block % 3 == 0 ? default : table.Root);
            Assert.Equal(RootOfContents(table), table.Root);
        }

        for (int block = roots.Count - 2; block >= 0; block--)
        {
            Assert.True(table.UndoTo(block));
            if (roots[block] != default)
            {
                Assert.Equal(roots[block], table.Root);
            }
        }
    }

    private static IEnumerable<PoolContent> Neighbours()
    {
        PoolTick lower = new(-60, 9, 9);
        PoolTick upper = new(60, 9, -9);
        PoolContent content = new()
        {
            SqrtPriceX96 = UInt256.One << 96,
            Tick = -7,
            Liquidity = 9,
            FeePips = 500,
            Ticks = [lower, upper],
        };
        yield return content;
        yield return content with
        {
            SqrtPriceX96 = UInt256.One << 97,
        };
        yield return content with
        {
            SqrtPriceX96 = UInt256.One,
        };
        yield return content with
        {
            Tick = 7,
        };
        yield return content with
        {
            Liquidity = (UInt128)9 << 64,
        };
        yield return content with
        {
            FeePips = 501,
        };
        yield return content with
        {
            Ticks = [],
        };
        yield return content with
        {
            Ticks = [lower],
        };
        yield return content with
        {
            Ticks = [lower, new PoolTick(120, 9, -9)],
        };
        yield return content with
        {
            Ticks = [new PoolTick(-60, 10, 9), upper],
        };
        yield return content with
        {
            Ticks = [new PoolTick(-60, 9, 8), upper],
        };
        yield return content with
        {
            Ticks = [new PoolTick(-60, 9, -9), new PoolTick(60, 9, 9)],
        };
    }

    private static UInt128 RootOfContents(PoolTable table)
    {
        PoolTable fresh = new(table.Plan);
        for (int pool = table.Plan.Pools.Length - 1; pool >= 0; pool--)
        {
            fresh.Load(pool, table.ContentOf(pool));
        }

        return fresh.Root;
    }
}
