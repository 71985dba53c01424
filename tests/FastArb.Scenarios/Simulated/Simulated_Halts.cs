using FastArb.Chain;
using FastArb.Feed;
using FastArb.Simulation;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>
/// Rows 25 and 27: a chain that stands still is no dead feed, and a clock that jumps is no silence.
/// </summary>
public sealed class Simulated_Halts
{
    [Theory]
    [Trait("row", "25")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_halt_of_33_minutes_is_said_once_and_probed_every_half_minute(ulong seed)
    {
        SimulatedRuns runs = new();
        SimulatedPlan plan = new(seed)
        {
            SafetyBlocks = 60,
            HaltAfter = 30,
            HaltFor = TimeSpan.FromMinutes(33),
        };
        runs.Run(
            plan,
            run =>
            {
                Assert.Equal(1, run.Halts);
                Assert.Equal(1, run.Notices.Count(FeedNotice.ChainHalted));
                Assert.Equal(1, run.Applied.HealthCounts[(int)FeedHealth.Halted]);
                Assert.Equal(0, run.Session.Disconnections);
                Assert.InRange(run.Watchdog.Verdicts(FeedVerdict.Probe).Value, 30, 75);
            }
        );
    }

    [Theory]
    [Trait("row", "25")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Halt_silence_and_rest_are_told_apart(ulong seed)
    {
        SimulatedRuns runs = new();
        foreach (ulong each in SimulatedRuns.Seeds(seed, 4))
        {
            int kind = (int)(each % 4);
            SimulatedPlan plan = new(each)
            {
                HaltAfter = kind == 0 ? 50 : -1,
                HaltFor = TimeSpan.FromMinutes(5),
                Faults = kind switch
                {
                    1 => FaultPlan.None.With(FaultKind.SilentHeads, 20_000),
                    2 => FaultPlan.None.With(FaultKind.CutSilence, 2_000),
                    _ => FaultPlan.None,
                },
                Jitter = kind == 3 ? 0.6 : 0.1,
            };
            runs.Run(
                plan,
                run =>
                {
                    long wrong = kind switch
                    {
                        0 => run.Session.Disconnections
                            + Math.Abs(run.Notices.Count(FeedNotice.ChainHalted) - 1),
                        3 => run.Session.Disconnections + run.Notices.Count(FeedNotice.ChainHalted),
                        // A subscription that falls silent right after it was renewed is taken for a node
                        // that is behind.
                        1 => run.Notices.Count(FeedNotice.ChainHalted)
                            + Math.Abs(
                                run.Tally[FaultKind.SilentHeads]
                                    - run.Notices.Count(FeedNotice.SilentHeads)
                                    - run.Notices.Count(FeedNotice.NodeBehind)
                            ),
                        _ => run.Notices.Count(FeedNotice.ChainHalted)
                            + Math.Max(0, run.Tally[FaultKind.CutSilence] - run.Session.Disconnections),
                    };
                    Assert.True(wrong == 0, $"seed {each}, kind {kind}: {run.Story()}");
                }
            );
        }

        runs.Say("25");
    }

    [Theory]
    [Trait("row", "27")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_process_that_sleeps_for_up_to_an_hour_wakes_to_the_same_chain(ulong seed)
    {
        SimulatedRuns runs = new();
        foreach (ulong each in SimulatedRuns.Seeds(seed, 4))
        {
            SimulatedPlan plan = new(each)
            {
                SafetyBlocks = 50,
                SleepsPerMille = 100,
                Blocks = new BlockMakerOptions { LogsMax = 3, CrowdedPerMillion = 0 },
            };
            runs.Run(plan, run => Assert.Equal(0, run.Applied.Resynchronisations));
        }

        runs.Say("27");
        Assert.True(runs.Sleeps > 0);
    }
}
