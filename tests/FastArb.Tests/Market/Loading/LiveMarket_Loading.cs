using FastArb.Chain;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Simulation;
using FastArb.Tests.Feed.Recording;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Market.Loading;

/// <summary>Pools enter while the chain goes on, and from then on are as the chain has them.</summary>
public sealed class LiveMarket_Loading(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Pools_enter_in_mid_traffic_and_stay_equal(ulong seed)
    {
        foreach (bool hasMulticall in (bool[])[true, false])
        {
            MadeMarket made = new(seed);
            MadeContracts contracts = new(made) { HasMulticall = hasMulticall };
            LoadingRun run = new LoadingRun(new LoadingPlan(seed), made, contracts).Run();
            run.MustBeWhole();
            Assert.Equal(0, run.Incomplete);
            Assert.Equal(hasMulticall, contracts.MulticallCount > 0);
            Assert.InRange(run.CompleteAfter, 1, 5);
            Assert.Contains(run.Notices, notice => notice.Kind == MarketNoticeKind.Complete);
            Assert.Contains(run.Notices, notice => notice.Kind == MarketNoticeKind.Multicall);
        }
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Reorganisations_meanwhile_cost_a_reading_and_nothing_else(ulong seed)
    {
        int reorgs = 0;
        long restarts = 0;
        foreach (ulong each in Seeds(seed, 3))
        {
            MadeMarket made = new(each);
            // One question at a time, and slowly: the loading takes many blocks.
            LoadingPlan plan = new(each)
            {
                Blocks = 100,
                ReorgPercent = 30,
                AskDelay = TimeSpan.FromSeconds(0.7),
                Faults = FaultPlan.None.With(FaultKind.TipOnly, 500_000).With(FaultKind.RemovedNone, 500_000),
                Market = new LiveMarketOptions { QuestionsMax = 1, JobsMax = 2 },
            };
            MadeContracts contracts = new(made) { HasMulticall = each % 2 == 0 };
            LoadingRun run = new LoadingRun(plan, made, contracts).Run();
            run.MustBeWhole();
            Assert.Equal(0, run.Incomplete);
            Assert.True(run.CompleteAfter > 3, "it was loaded before the chain went on");
            reorgs += run.Reorgs;
            restarts += run.Market.Progress.Loaded - made.Plan.Pools.Length;
        }

        output.WriteLine($"{reorgs} reorgs, {restarts} pools loaded once more");
        Assert.True(reorgs > 0 && (restarts > 0 || !TestRounds.AreWhole));
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Backends_that_lag_limits_and_cuts_make_it_late_and_no_worse(ulong seed)
    {
        FaultTally tally = new();
        long restarts = 0;
        foreach (ulong each in Seeds(seed, 3))
        {
            MadeMarket made = new(each);
            LoadingPlan plan = new(each)
            {
                Blocks = 120,
                ReorgPercent = 5,
                AskDelay = TimeSpan.FromSeconds(0.3),
                Faults = (FaultPlan.None with { Backends = 3, LagBlocks = 20 })
                    .With(FaultKind.RateLimit, 20_000)
                    .With(FaultKind.RefuseBatch, 20_000)
                    .With(FaultKind.CutReset, 2_000),
            };
            LoadingRun run = new(plan, made, new MadeContracts(made) { HasMulticall = each % 2 == 0 });
            run.Sealed = () =>
            {
                if (run.Chain.Head.Number - run.Chain.First.Number == 100)
                {
                    run.Node.Faults = FaultPlan.None;
                }
            };
            run.Run().MustBeWhole();
            restarts += run.Market.Progress.Restarts;
            foreach (FaultKind kind in Enum.GetValues<FaultKind>())
            {
                for (long i = run.Node.Tally[kind]; i > 0; i--)
                {
                    tally.Add(kind);
                }
            }
        }

        output.WriteLine($"{tally}; {restarts} readings begun anew");
        Assert.True(
            tally[FaultKind.Lag] > 0 && tally[FaultKind.RateLimit] > 0 && tally[FaultKind.CutReset] > 0
        );
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_multicall_that_is_too_much_is_cut_in_halves(ulong seed)
    {
        MadeMarket made = new(seed);
        MadeContracts contracts = new(made) { CallsMax = 3 };
        new LoadingRun(new LoadingPlan(seed), made, contracts).Run().MustBeWhole();
        Assert.True(contracts.MulticallCount > 20);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_buffer_that_is_full_makes_a_pool_begin_anew(ulong seed)
    {
        MadeMarket made = new(seed) { LogsMax = 20 };
        LoadingPlan plan = new(seed)
        {
            Blocks = 120,
            AskDelay = TimeSpan.FromSeconds(0.7),
            Market = new LiveMarketOptions
            {
                QuestionsMax = 4,
                JobsMax = 4,
                BufferedLogs = 12,
            },
        };
        LoadingRun run = new(plan, made, new MadeContracts(made) { HasMulticall = false });
        run.Sealed = () => made.LogsMax = run.Chain.Head.Number - run.Chain.First.Number < 80 ? 20 : 2;
        run.Run().MustBeWhole();
        Assert.True(run.Market.Progress.Restarts > 0, "the buffer never overflowed");
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_replay_asks_nobody_and_comes_to_the_same(ulong seed)
    {
        using ScratchFolder folder = new();
        MadeMarket made = new(seed);
        LoadingPlan plan = new(seed)
        {
            ReorgPercent = 20,
            Faults = FaultPlan.None.With(FaultKind.RateLimit, 20_000),
        };
        LoadingRun run;
        using (
            InputRecorder recorder = new(
                folder.FullPath,
                new InputRecorderOptions { Anchor = new TimeAnchor(0, 0) }
            )
        )
        {
            Task writing = RecordedInputs.StartWriting(recorder);
            run = new LoadingRun(plan, made, new MadeContracts(made), recorder).Run();
            RecordedInputs.Finish(recorder, writing);
        }

        LiveMarket again = new(
            new PoolTable(made.Plan, plan.Table),
            run.FeedPlan.Rules,
            plan.Market with
            {
                Asks = false,
            }
        );
        RunningHash hash = new();
        MarketSink sink = new(
            (ref readonly ChainEvent e) =>
            {
                hash.Append(new ReadOnlySpan<ChainEvent>(in e));
                again.On(in e);
            }
        );
        FeedSequencer<MarketSink> sequencer = new(run.FeedPlan, sink);
        using InputReader reader = new(folder.FullPath);
        while (reader.TryRead(out InputRecord record))
        {
            sequencer.Replay(record.Kind, record.Payload, record.ReceiveTime, record.Position);
        }

        Assert.Equal(run.Hash.Text, hash.Text);
        Assert.Equal(run.Market.Progress, again.Progress);
        Assert.Equal(run.Market.LiveCount, again.LiveCount);
        Assert.False(again.TryTakeQuestion(out _));
        foreach (Pool pool in made.Plan.Pools)
        {
            Assert.Null(
                run.Market.Table.ContentOf(pool.Index).DifferenceFrom(again.Table.ContentOf(pool.Index))
            );
        }
    }

    private static IEnumerable<ulong> Seeds(ulong seed, int runs) =>
        Enumerable.Range(0, TestRounds.Of(runs)).Select(i => (seed * 1_000_003) + (ulong)i);
}
