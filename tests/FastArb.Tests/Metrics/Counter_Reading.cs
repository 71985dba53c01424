using FastArb.Metrics;
using Xunit;

namespace FastArb.Tests.Metrics;

public sealed class Counter_Reading
{
    [Fact]
    public void A_counter_counts()
    {
        Counter counter = new();
        Assert.Equal(0, counter.Value);
        counter.Increment();
        counter.Add(41);
        Assert.Equal(42, counter.Value);
    }

    [Fact]
    public void A_gauge_goes_up_and_down_and_keeps_a_high_water_mark()
    {
        Gauge gauge = new();
        gauge.Set(7);
        gauge.Add(-9);
        Assert.Equal(-2, gauge.Value);
        gauge.Raise(5);
        gauge.Raise(3);
        Assert.Equal(5, gauge.Value);
    }

    [Fact]
    public async Task Another_thread_sees_a_count_that_never_goes_back_and_ends_whole()
    {
        const long total = 2_000_000;
        Counter counter = new();
        Task writing = Task.Run(
            () =>
            {
                for (long i = 0; i < total; i++)
                {
                    counter.Increment();
                }
            },
            TestContext.Current.CancellationToken
        );

        long last = 0;
        while (!writing.IsCompleted)
        {
            long now = counter.Value;
            Assert.True(now >= last);
            last = now;
        }

        await writing;
        Assert.Equal(total, counter.Value);
    }
}
