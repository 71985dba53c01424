using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.Loading;

/// <summary>State that drifts is found, said and mended; state that does not is left alone.</summary>
[Trait("row", "16")]
public sealed class LiveMarket_Audit(ITestOutputHelper output)
{
    private static readonly LiveMarketOptions s_options = new();

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Pools_that_differ_are_found_in_one_cycle(ulong seed)
    {
        SeededBits bits = new(seed);
        MarketScene scene = new(new MadeMarket(seed, 60, 40) { LogsMax = 0 }, options: s_options);
        scene.Next(4);
        scene.MustBeWhole();
        scene.Notices();
        int corrupted = 0;
        int cycles = TestRounds.Of(2);
        for (int cycle = 0; cycle < cycles; cycle++)
        {
            // One in a hundred, by a number that no log of it named.
            int pool = (int)(bits.NextUInt64() % 100);
            PoolContent content = scene.Market.Table.ContentOf(pool);
            bool concentrated = content.SqrtPriceX96 != default;
            PoolChange change = new()
            {
                Kind = concentrated ? PoolChangeKind.Price : PoolChangeKind.Reserves,
                Reserve0 = content.Reserve0 ^ 1,
                Reserve1 = content.Reserve1,
                SqrtPriceX96 = content.SqrtPriceX96,
                Tick = content.Tick,
                Liquidity = content.Liquidity + 1,
            };
            scene.Market.Table.Apply(pool, in change);
            corrupted++;
            scene.Next(100 / s_options.AuditPercent * s_options.AuditBlocks);
            MarketNotice notice = Assert.Single(scene.Notices(), n => n.Kind == MarketNoticeKind.Differs);
            Assert.Equal(pool, notice.Pool);
            Assert.Contains("not", notice.Sentence, StringComparison.Ordinal);
            scene.MustBeWhole();
        }

        Assert.Equal(corrupted, scene.Market.DifferenceCount);
        output.WriteLine($"{corrupted} of {scene.Market.AuditedCount} audits found what was altered");
    }

    // 10,000 in the long form: FASTARB_TEST_TIMES=10.
    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Nothing_is_found_where_nothing_differs(ulong seed)
    {
        MadeMarket made = new(seed);
        LiveMarketOptions every = s_options with { AuditBlocks = 1, AuditPercent = 50 };
        LoadingPlan plan = new(seed)
        {
            Blocks = TestRounds.Of(200),
            ReorgPercent = 10,
            Market = every,
            AskDelay = TimeSpan.FromSeconds(0.4),
        };
        LoadingRun run = new LoadingRun(plan, made, new MadeContracts(made)).Run();
        run.MustBeWhole();
        output.WriteLine($"{run.Market.AuditedCount} audits, {run.Reorgs} reorgs");
        Assert.True(run.Market.AuditedCount > 100 || !TestRounds.AreWhole);
        Assert.Equal(0, run.Market.DifferenceCount);
        Assert.Equal(0, run.Market.FaultCount);
    }
}
