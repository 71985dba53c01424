using FastArb.Metrics;
using Xunit;

namespace FastArb.Tests.Metrics;

[Trait("gate", "allocation")]
public sealed class Metrics_Allocation
{
    private const int Calls = 10_000;

    [Fact]
    public void Counting_recording_and_copying_allocate_nothing()
    {
        Counter counter = new();
        Gauge gauge = new();
        LatencyHistogram histogram = new();
        LatencyHistogram copy = new();
        AllocatesNothing(
            Calls,
            value =>
            {
                counter.Increment();
                gauge.Raise(counter.Value);
                histogram.Record(-value);
                histogram.Record(value << 32);
            }
        );
        AllocatesNothing(
            20,
            _ =>
            {
                histogram.CopyTo(copy);
                copy.Add(histogram);
                copy.ValueAtQuantile(0.99);
                copy.Reset();
            }
        );
        Assert.True(histogram.OverflowCount > 0);
    }

    [Fact]
    public void Writing_a_snapshot_allocates_nothing()
    {
        using SnapshotScene scene = new(words: 500);
        using SnapshotWriter real = new(
            scene.Path,
            scene.Series,
            SnapshotScene.Interval,
            TimeProvider.System
        );
        real.Write();
        AllocatesNothing(
            100,
            value =>
            {
                real.Values.Fill(value);
                real.Write();
            }
        );
    }

    [Fact]
    public void Counting_up_to_some_lengths_allocates_nothing()
    {
        LatencyHistogram histogram = new(LatencyHistogram.Coarse);
        histogram.Record(1_000);
        long[] lengths = [100, 10_000];
        long[] counts = new long[2];
        AllocatesNothing(100, _ => histogram.CountUpTo(lengths, counts));
        Assert.Equal([0, 1], counts);
    }

    private static void AllocatesNothing(int calls, Action<long> call) =>
        Assert.Equal(
            0,
            AllocatedBytes.Least(() =>
            {
                for (int i = 1; i <= calls; i++)
                {
                    call(i);
                }
            })
        );
}
