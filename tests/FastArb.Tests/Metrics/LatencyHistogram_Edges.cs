using FastArb.Metrics;
using Xunit;

namespace FastArb.Tests.Metrics;

public sealed class LatencyHistogram_Edges
{
    [Fact]
    public void An_empty_histogram_answers_zero()
    {
        LatencyHistogram histogram = new();
        Assert.Equal(0, histogram.Count);
        Assert.Equal(0, histogram.Min);
        Assert.Equal(0, histogram.Max);
        Assert.Equal(0, histogram.Mean);
        Assert.Equal(0, histogram.ValueAtQuantile(0.5));
        Assert.Equal(0, histogram.ValueAtQuantile(1));
        Assert.Empty(histogram.Buckets);
    }

    [Fact]
    public void Zero_is_a_value()
    {
        LatencyHistogram histogram = new();
        histogram.Record(0);
        Assert.Equal(1, histogram.Count);
        Assert.Equal(0, histogram.ValueAtQuantile(1));
        Assert.Equal(new HistogramBucket(0, 0, 1), Assert.Single(histogram.Buckets));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_negative_value_is_refused_and_counted(long value)
    {
        LatencyHistogram histogram = new();
        histogram.Record(5);
        histogram.Record(value);
        Assert.Equal(1, histogram.RefusedCount);
        Assert.Equal(1, histogram.Count);
        Assert.Equal(5, histogram.Min);
        Assert.Equal(5, histogram.Sum);
    }

    [Theory]
    [InlineData(LatencyHistogram.Limit - 1, 0)]
    [InlineData(LatencyHistogram.Limit, 1)]
    [InlineData(long.MaxValue, 1)]
    public void A_value_from_the_limit_on_is_counted_as_overflow(long value, long overflows)
    {
        LatencyHistogram histogram = new();
        histogram.Record(1);
        histogram.Record(value);
        Assert.Equal(overflows, histogram.OverflowCount);
        Assert.Equal(2, histogram.Count);
        Assert.Equal(value, histogram.Max);
        Assert.Equal(value, histogram.ValueAtQuantile(1));
        Assert.Equal(1, histogram.ValueAtQuantile(0.5));
        Assert.Equal(1 + Math.Min(value, LatencyHistogram.Limit), histogram.Sum);
    }

    [Fact]
    public void A_quantile_that_is_exactly_a_rank_does_not_move_on()
    {
        LatencyHistogram histogram = new();
        for (int i = 1; i <= 1_000; i++)
        {
            histogram.Record(i);
        }

        for (int i = 1; i <= 1_000; i++)
        {
            Assert.Equal(i, histogram.ValueAtQuantile(i / 1_000d));
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_quantile_outside_of_0_to_1_is_refused(double quantile) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatencyHistogram().ValueAtQuantile(quantile));

    [Fact]
    public void After_a_reset_nothing_is_left()
    {
        LatencyHistogram histogram = new();
        histogram.Record(77);
        histogram.Record(long.MaxValue);
        histogram.Record(-1);
        histogram.Reset();
        Assert.Equal(0, histogram.Count + histogram.OverflowCount + histogram.RefusedCount);
        Assert.Equal(0, histogram.Max + histogram.Sum);
        Assert.Empty(histogram.Buckets);
        histogram.Record(9);
        Assert.Equal(9, histogram.Min);
    }
}
