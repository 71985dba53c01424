using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Simulated;

/// <summary>A node without a fault: what is out is the chain, soon.</summary>
public sealed class Simulated_Quiet
{
    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_node_without_faults_is_followed_to_the_last_log(ulong seed)
    {
        using SimulatedRun run = new(new SimulatedPlan(seed));
        run.Run();
        Assert.Equal(1, run.Session.Connections);
        Assert.Equal(0, run.Session.Disconnections);
        Assert.Equal(0, run.Applied.Reorgs);
        Assert.True(run.LagMax < TimeSpan.FromSeconds(1), $"{run.LagMax}");
    }
}
