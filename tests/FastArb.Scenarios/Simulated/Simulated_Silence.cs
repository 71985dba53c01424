using FastArb.Feed;
using FastArb.Simulation;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>
/// Row 1: a subscription that falls silent is noticed and replaced; a market that rests is not one.
/// </summary>
[Trait("row", "1")]
public sealed class Simulated_Silence
{
    private const int SilencePerMillion = 20_000;

    // Blocks come with a tenth of jitter.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds((2 * 2.2) + 2);

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Silent_heads_are_missed_within_two_intervals_and_two_seconds(ulong seed)
    {
        SimulatedRuns runs = new();
        foreach (ulong each in SimulatedRuns.Seeds(seed, 4))
        {
            FaultPlan faults = FaultPlan.None.With(FaultKind.SilentHeads, SilencePerMillion);

            // What lies between two blocks has to be seen first.
            runs.Run(new SimulatedPlan(each) { Faults = faults, FaultsAfter = 6 });
        }

        runs.Say("1, silent heads");
        runs.MustHaveHappened(FaultKind.SilentHeads);
        Assert.True(runs.LagMax <= s_limit, $"{runs.LagMax}");
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Silent_logs_are_missed_and_fetched(ulong seed)
    {
        SimulatedRuns runs = new();
        foreach (ulong each in SimulatedRuns.Seeds(seed, 4))
        {
            FaultPlan faults = FaultPlan.None.With(FaultKind.SilentLogs, SilencePerMillion / 4);
            runs.Run(
                new SimulatedPlan(each) { Faults = faults },
                run =>
                    Assert.True(
                        run.Session.Disconnections >= run.Tally[FaultKind.SilentLogs] - 1,
                        run.Story()
                    )
            );
        }

        runs.Say("1, silent logs");
        runs.MustHaveHappened(FaultKind.SilentLogs);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_node_that_answers_nothing_but_pings_is_left(ulong seed)
    {
        SimulatedRuns runs = new();
        foreach (ulong each in SimulatedRuns.Seeds(seed, 4))
        {
            runs.Run(
                new SimulatedPlan(each) { SafetyBlocks = 40, MuteAfter = 15 + (int)(each % 10) },
                run =>
                {
                    Assert.Equal(1, run.Notices.Count(FeedNotice.SilentNode));
                    Assert.Equal(1, run.Session.Disconnections);
                }
            );
        }

        runs.Say("1, silent node");
        Assert.True(runs.LagMax <= s_limit, $"{runs.LagMax}");
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_quiet_market_raises_no_alarm(ulong seed)
    {
        SimulatedRuns runs = new();
        foreach (ulong each in SimulatedRuns.Seeds(seed, 2))
        {
            BlockMakerOptions quiet = new() { EmptyPerMillion = 1_000_000, CrowdedPerMillion = 0 };
            runs.Run(
                new SimulatedPlan(each) { Blocks = quiet, Jitter = 0.4 },
                run =>
                {
                    Assert.Equal(0, run.Session.Disconnections);
                    Assert.Equal(0, run.Watchdog.Verdicts(FeedVerdict.ChainHalted).Value);
                }
            );
        }
    }
}
