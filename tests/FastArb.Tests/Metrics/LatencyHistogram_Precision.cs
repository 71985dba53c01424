using FastArb.Metrics;
using Xunit;

namespace FastArb.Tests.Metrics;

public sealed class LatencyHistogram_Precision
{
    [Theory]
    [InlineData(LatencyHistogram.Fine)]
    [InlineData(LatencyHistogram.Coarse)]
    [InlineData(1)]
    public void Every_value_lies_in_a_bucket_no_wider_than_its_share(int precision)
    {
        SeededBits bits = new(7);
        for (int round = 0; round < 2_000; round++)
        {
            LatencyHistogram histogram = new(precision);
            long value = (long)bits.NextBits(42);
            histogram.Record(value);
            HistogramBucket bucket = Assert.Single(histogram.Buckets);
            Assert.InRange(value, bucket.From, bucket.To);
            Assert.True(bucket.To - bucket.From <= value >> precision, $"{value}: {bucket}");
            Assert.Equal(value, histogram.ValueAtQuantile(0.5));
        }
    }

    [Fact]
    public void Counts_up_to_some_lengths_are_those_of_the_buckets_that_end_there()
    {
        LatencyHistogram histogram = new(LatencyHistogram.Coarse);
        histogram.Record(0);
        histogram.Record(100);
        histogram.Record(5_000);
        histogram.Record(1L << 50);
        long[] counts = new long[5];
        histogram.CountUpTo([0, 50, 200, 6_000, LatencyHistogram.Limit], counts);
        Assert.Equal([1, 1, 2, 3, 3], counts);
        Assert.Equal(4, histogram.Count);
    }

    [Fact]
    public void Histograms_with_other_buckets_are_not_mixed()
    {
        LatencyHistogram fine = new();
        LatencyHistogram coarse = new(LatencyHistogram.Coarse);
        Assert.Throws<ArgumentException>(() => fine.Add(coarse));
        Assert.Throws<ArgumentException>(() => fine.CopyTo(coarse));
        Assert.Equal(LatencyHistogram.Coarse, coarse.Snapshot().Precision);
    }
}
