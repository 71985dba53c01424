using FastArb.Simulation;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>Row 7: a reorganisation leaves no trace, however it is announced.</summary>
[Trait("row", "7")]
public sealed class Simulated_Reorgs
{
    private const int Half = 500_000;
    private const int Quarter = 250_000;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Every_reorganisation_up_to_64_blocks_is_followed(ulong seed)
    {
        SimulatedRuns runs = new();
        foreach (ulong each in SimulatedRuns.Seeds(seed, 2))
        {
            // Away, several reorganisations make one, which 64 blocks shall bound too.
            bool isDeep = each % 2 == 0;
            SimulatedPlan plan = new(each)
            {
                SafetyBlocks = 200,
                ReorgsPerMille = 300,
                ReorgDepthMax = isDeep ? 64 : 6,
                OutagesPerMille = isDeep ? 0 : 10,
                OutageMax = TimeSpan.FromSeconds(30),
                Faults = FaultPlan
                    .None.With(FaultKind.RemovedNone, Quarter)
                    .With(FaultKind.RemovedLate, Quarter)
                    .With(FaultKind.RemovedShuffled, Quarter)
                    .With(FaultKind.TipOnly, Half)
                    .With(FaultKind.LogsFirst, Half),
            };
            runs.Run(
                plan,
                run => Assert.True(run.Applied.Resynchronisations == 0, $"seed {each}: {run.Story()}")
            );
        }

        runs.Say("7");
        Assert.True(runs.Reorgs > 0);
        runs.MustHaveHappened(FaultKind.RemovedNone, FaultKind.RemovedLate, FaultKind.TipOnly);
    }
}
