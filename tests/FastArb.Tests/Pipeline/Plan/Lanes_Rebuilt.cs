using System.Collections.Immutable;
using FastArb.Pipeline;
using FastArb.Tests.Pipeline.Isolation;
using Xunit;

namespace FastArb.Tests.Pipeline.Plan;

/// <summary>Whose a pinned lane's core is after a handler has held the lane.</summary>
public sealed class Lanes_Rebuilt : IDisposable
{
    private const int HeldAt = 99;

    private readonly ManualResetEventSlim _letGo = new();

    public void Dispose()
    {
        _letGo.Set();
        _letGo.Dispose();
    }

    [Fact]
    [Trait("row", "12")]
    public void The_lane_built_anew_has_the_core_and_the_thread_that_is_held_has_left_it()
    {
        ImmutableArray<int> cores = MachineFacts.Read().Allowed;
        Assert.SkipUnless(OperatingSystem.IsLinux() && cores.Length > 1, "it takes two cores to move");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string held = string.Empty;
        string? anew = null;
        LanePlan lanes = LanePlan.Of(1, handlers: 2) with { SystemCores = [cores[0]] };
        MadeStream stream = new(8);
        EnginePlan plan = stream.PlanOf(
            lanes with
            {
                Lanes = [lanes.Lanes[0] with { Core = cores[^1] }],
            },
            1_024,
            TallyHandler.Plan(
                0,
                at =>
                {
                    if (at == HeldAt)
                    {
                        held = new FileInfo("/proc/thread-self")
                            .ResolveLinkTarget(returnFinalTarget: false)!
                            .FullName;
                        _letGo.Wait(cancellation);
                    }
                }
            ),
            TallyHandler.Plan(1, at => anew = at == HeldAt ? CoresOf("/proc/thread-self") : anew)
        );

        using WatchedHall hall = new(stream, plan);
        hall.PublishUntil(HeldAt + 1);
        hall.WaitForLanes();
        Assert.Equal((CoreList.Text([cores[0]]), CoreList.Text([cores[^1]])), (CoresOf(held), anew));
        _letGo.Set();
        Assert.Empty(hall.End());
    }

    private static string? CoresOf(string thread) =>
        MachineText.Field(MachineText.Read(Path.Combine(thread, "status")), "Cpus_allowed_list");
}
