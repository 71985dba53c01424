using System.Numerics;
using FastArb.Metrics;
using Xunit;

namespace FastArb.Tests.Metrics;

public sealed class LatencyHistogram_Quantiles(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Quantiles_are_those_of_the_sorted_values_to_three_digits(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        SeededBits bits = new(seed);
        for (int round = 0; round < TestRounds.Of(60); round++)
        {
            int count = 1 + (int)(bits.NextUInt64() % 3_000);

            // Half of the rounds reach over the limit of 42 bits.
            long[] values = SortedValues.Draw(bits, count, 8 + (int)(bits.NextUInt64() % 38));
            SortedValues sorted = new(values);
            LatencyHistogram histogram = Of(values);
            sorted.AreIn(histogram);
            sorted.FillItsBuckets(histogram);
        }
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Histograms_added_up_are_the_histogram_of_all_values(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        SeededBits bits = new(seed);
        LatencyHistogram sum = new();
        List<long> all = [];
        for (int part = 0; part < TestRounds.Of(20); part++)
        {
            long[] values = SortedValues.Draw(bits, (int)(bits.NextUInt64() % 500), 44);
            sum.Add(Of(values));
            all.AddRange(values);
        }

        LatencyHistogram whole = Of(all);
        Assert.Equal(whole.Buckets, sum.Buckets);
        new SortedValues(all).AreIn(sum);
        new SortedValues(all).AreIn(whole);
    }

    [Fact]
    public void Up_to_2047_nanoseconds_every_value_has_its_own_bucket()
    {
        LatencyHistogram histogram = Of(Enumerable.Range(0, 2048).Select(value => (long)value));
        Assert.Equal(
            Enumerable.Range(0, 2048).Select(value => new HistogramBucket(value, value, 1)),
            histogram.Buckets
        );
    }

    [Fact]
    public void Buckets_meet_without_a_gap_from_zero_to_the_limit()
    {
        LatencyHistogram histogram = new();
        for (long value = 0; value < LatencyHistogram.Limit; )
        {
            histogram.Record(value);
            value += value < 2048 ? 1 : 1L << (BitOperations.Log2((ulong)value) - 10);
        }

        long next = 0;
        foreach (HistogramBucket bucket in histogram.Buckets)
        {
            Assert.Equal(next, bucket.From);
            Assert.Equal(1, bucket.Count);
            next = bucket.To + 1;
        }

        Assert.Equal(LatencyHistogram.Limit, next);
    }

    private static LatencyHistogram Of(IEnumerable<long> values)
    {
        LatencyHistogram histogram = new();
        foreach (long value in values)
        {
            histogram.Record(value);
        }

        return histogram;
    }
}
