using FastArb.Engines;
using Xunit;

namespace FastArb.Tests.FrontDoor;

/// <summary>How often, and how soon, a dead engine is started again.</summary>
public sealed class Engine_Restarts
{
    [Fact]
    public void Soon_then_later_and_not_for_ever()
    {
        EngineRestarts restarts = new();
        double[] pauses = [.. Enumerable.Range(0, 5).Select(i => restarts.Next(At(i))!.Value.TotalSeconds)];
        Assert.Equal([0.5, 1, 2, 4, 8], pauses);
        Assert.Null(restarts.Next(At(5)));
        Assert.Null(restarts.Next(At(599)));
    }

    [Fact]
    public void What_died_ten_minutes_ago_is_forgotten()
    {
        EngineRestarts restarts = new();
        for (int i = 0; i < EngineRestarts.CountMax; i++)
        {
            Assert.NotNull(restarts.Next(At(i * 60)));
        }

        Assert.Null(restarts.Next(At(599)));
        Assert.NotNull(restarts.Next(At(600)));
        Assert.Null(restarts.Next(At(601)));
        Assert.NotNull(restarts.Next(At(660)));
    }

    [Fact]
    public void One_death_in_ten_minutes_is_always_mended_at_once()
    {
        EngineRestarts restarts = new();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(TimeSpan.FromSeconds(0.5), restarts.Next(At(i * 600)));
            Assert.Equal(1, restarts.Count);
        }
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
