using FastArb.Metrics;
using Xunit;

namespace FastArb.Tests.Metrics;

public sealed class LatencyHistogram_Copies
{
    [Fact]
    public void A_copy_is_equal_and_goes_its_own_way()
    {
        LatencyHistogram histogram = new();
        long[] values = [3, 4_000, 5_000_000, long.MaxValue];
        foreach (long value in values)
        {
            histogram.Record(value);
        }

        histogram.Record(-1);
        LatencyHistogram copy = histogram.Snapshot();
        new SortedValues(values).AreIn(copy);
        Assert.Equal(histogram.Buckets, copy.Buckets);
        Assert.Equal(1, copy.RefusedCount);

        copy.Record(6);
        Assert.Equal(4, histogram.Count);

        // What the target held before is gone.
        histogram.CopyTo(copy);
        new SortedValues(values).AreIn(copy);
        histogram.CopyTo(histogram);
        new SortedValues(values).AreIn(histogram);
    }

    [Fact]
    public async Task A_copy_taken_while_values_come_in_agrees_with_itself()
    {
        long total = TestRounds.Of(4_000_000);
        LatencyHistogram histogram = new();
        Task writing = Task.Run(
            () =>
            {
                // Every value is a new greatest or a new smallest one, now and then an overflow.
                for (long i = 1; i <= total; i++)
                {
                    long value = (i & 1) == 0 ? 50_000_000 + i : 50_000_000 - i;
                    histogram.Record(i % 1_000 == 0 ? LatencyHistogram.Limit + i : value);
                }
            },
            TestContext.Current.CancellationToken
        );

        LatencyHistogram copy = new();
        long last = 0;
        do
        {
            histogram.CopyTo(copy);
            Assert.Equal(copy.Count, copy.OverflowCount + copy.Buckets.Sum(bucket => bucket.Count));
            Assert.True(copy.Count >= last);
            last = copy.Count;
            if (last > 0)
            {
                Assert.True(copy.Buckets.First().To >= copy.Min);
                Assert.True(copy.Buckets.Last().From <= copy.Max);
                Assert.True(copy.OverflowCount == 0 || copy.Max > LatencyHistogram.Limit);
            }
        } while (!writing.IsCompleted);

        await writing;
        Assert.Equal(total, histogram.Snapshot().Count);
    }
}
