using FastArb.Simulation;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>
/// Rows 3 and 6: what was missed while away, and heads that a node skips, are filled in order before newer
/// blocks.
/// </summary>
public sealed class Simulated_Outages
{
    [Theory]
    [Trait("row", "3")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Blocks_missed_while_away_are_filled_by_a_backend_that_lags(ulong seed)
    {
        SimulatedRuns runs = new();
        long filled = 0;
        FaultPlan lagging = FaultPlan.None with { Backends = 3, LagBlocks = 5 };
        foreach (ulong each in SimulatedRuns.Seeds(seed, 2))
        {
            SimulatedPlan plan = new(each)
            {
                SafetyBlocks = 100,
                OutagesPerMille = 60,
                Answerers = [lagging],
            };
            runs.Run(
                plan,
                run =>
                {
                    Assert.Equal(0, run.Applied.Resynchronisations);
                    Assert.Equal(run.Outages, run.Session.Disconnections);
                    Assert.True(run.Order.GapsFilled <= run.Outages, run.Story());
                    filled += run.Order.BlocksFilled;
                }
            );
        }

        runs.Say("3");
        Assert.True(runs.Outages > 0);
        Assert.True(filled > runs.Outages, $"{filled} blocks filled after {runs.Outages} outages");
        runs.MustHaveHappened(FaultKind.Lag);
    }

    [Theory]
    [Trait("row", "6")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Heads_that_the_node_skips_are_fetched(ulong seed)
    {
        SimulatedRuns runs = new();
        foreach (ulong each in SimulatedRuns.Seeds(seed, 2))
        {
            SimulatedPlan plan = new(each)
            {
                SafetyBlocks = 100,
                Faults = FaultPlan.None.With(FaultKind.DropHead, 100_000),
                OutagesPerMille = 5,
                OutageMax = TimeSpan.FromSeconds(400),
            };
            runs.Run(plan, run => Assert.Equal(0, run.Applied.Resynchronisations));
        }

        runs.Say("6");
        runs.MustHaveHappened(FaultKind.DropHead);
    }

    [Theory]
    [Trait("row", "3")]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void An_outage_of_hours_is_filled_without_a_gap(ulong seed)
    {
        SimulatedRuns runs = new();
        SimulatedPlan plan = new(seed)
        {
            SafetyBlocks = 2_500,
            OutagesPerMille = 1,
            OutageMin = TimeSpan.FromMinutes(30),
            OutageMax = TimeSpan.FromMinutes(60),
            Blocks = new BlockMakerOptions { CrowdedPerMillion = 0 },
        };
        runs.Run(plan, run => Assert.Equal(0, run.Applied.Resynchronisations));
        Assert.True(runs.Outages > 0);
    }
}
