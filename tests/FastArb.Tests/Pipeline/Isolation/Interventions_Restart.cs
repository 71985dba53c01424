using FastArb.Feed;
using FastArb.Pipeline;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Pipeline.Isolation;

/// <summary>A run that goes on does so without the handlers that were taken out of it.</summary>
public sealed class Interventions_Restart
{
    [Fact]
    public void Who_was_taken_out_gets_nothing_after_a_restart_and_is_named_again()
    {
        using ScratchFolder folder = new();
        HandlerFault fault = new("tally-1", 5_000, "holds lane-2: one call has lasted for 120 ms");
        Assert.Null(Interventions.TryAdd(folder.FullPath, fault));
        Assert.True(FeedEndpoint.TryParseAny("ws://127.0.0.1:1", out FeedEndpoint? endpoint, out _));
        EnginePlan plan = new MadeStream(2).PlanOf(
            LanePlan.Of(2, 3),
            1_024,
            [.. Enumerable.Range(0, 3).Select(number => TallyHandler.Plan(number))]
        );
        LiveRunOptions options = new(new FeedSessionOptions { Endpoints = [endpoint] })
        {
            RunFolder = folder.FullPath,
        };
        using LiveRun run = new(plan, options);
        Assert.Equal(0, run.Lanes.Lanes[1].OutFrom(0));
        Assert.Equal(long.MaxValue, run.Lanes.Lanes[0].OutFrom(0));
        Assert.Equal(long.MaxValue, run.Lanes.Lanes[0].OutFrom(1));
        Assert.True(run.Outbox.TryTakeFault(out HandlerFault? said));
        Assert.Equal(fault, said);
        Assert.False(run.Outbox.TryTakeFault(out _));
    }
}
