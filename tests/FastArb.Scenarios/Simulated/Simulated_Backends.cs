using FastArb.Chain;
using FastArb.Simulation;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>
/// Rows 8 and 46: an answer that lags is never "no logs", and one that lies is not believed.
/// </summary>
public sealed class Simulated_Backends
{
    [Theory]
    [Trait("row", "8")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void The_empty_answer_of_a_backend_that_lags_is_not_believed(ulong seed)
    {
        SimulatedRuns runs = new();
        long stale = 0;
        FaultPlan lagging = FaultPlan.None with { Backends = 3, LagBlocks = 20 };
        foreach (ulong each in SimulatedRuns.Seeds(seed, 2))
        {
            SimulatedPlan plan = new(each)
            {
                Faults = lagging.With(FaultKind.DropHead, 100_000),
                OutagesPerMille = 20,
                OutageMax = TimeSpan.FromSeconds(60),
                Answerers = each % 2 == 0 ? [] : [lagging, lagging],
            };
            runs.Run(
                plan,
                run =>
                {
                    Assert.Equal(0, run.Applied.Resynchronisations);
                    stale += run.Order.StaleAnswers + run.Order.CallsFailed;
                }
            );
        }

        runs.Say("8");
        runs.MustHaveHappened(FaultKind.Lag);
        Assert.True(stale > 0, "no stale answer was met");
        Assert.True(runs.Questions >= 100 * runs.Runs, $"{runs.Questions} questions");
    }

    [Theory]
    [Trait("row", "46")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void One_answer_in_a_hundred_lies_and_none_is_believed(ulong seed)
    {
        SimulatedRuns runs = new();
        long lies = 0;
        long flagged = 0;
        long distrusted = 0;
        FaultPlan lying = FaultPlan.None.With(FaultKind.LieLogs, 10_000).With(FaultKind.LieHeader, 10_000);
        foreach (ulong each in SimulatedRuns.Seeds(seed, 2))
        {
            SimulatedPlan plan = new(each)
            {
                SafetyBlocks = 200,
                Faults = lying.With(FaultKind.DropHead, 100_000),
                OutagesPerMille = 40,
                OutageMax = TimeSpan.FromSeconds(60),
                Answerers = each % 2 == 0 ? [] : [lying],
            };
            runs.Run(
                plan,
                run =>
                {
                    Assert.Equal(0, run.Applied.Resynchronisations);
                    lies += run.Tally[FaultKind.LieLogs] + run.Tally[FaultKind.LieHeader];
                    lies += run.AnswererTallies.Sum(tally =>
                        tally[FaultKind.LieLogs] + tally[FaultKind.LieHeader]
                    );
                    flagged += run.Order.Contradictions + run.Order.StaleAnswers + run.Order.Inconsistent;
                    distrusted += run.Applied.HealthCounts[(int)FeedHealth.Distrusted];
                    Assert.True(run.Order.Contradictions == 0 || distrusted > 0, run.Story());
                }
            );
        }

        runs.Say("46");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"row 46: {lies} lies, {flagged} answers flagged, {distrusted} times distrusted"
        );
        runs.MustHaveHappened(FaultKind.LieLogs, FaultKind.LieHeader);
        Assert.True(distrusted > 0);
        Assert.True(flagged >= lies * 3 / 4, $"{flagged} flagged of {lies}");
    }
}
