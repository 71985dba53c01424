using FastArb.Metrics;
using Xunit;

namespace FastArb.Tests.Metrics;

/// <summary>The oracle of a histogram: the values themselves, sorted.</summary>
internal sealed class SortedValues
{
    private static readonly double[] s_quantiles =
    [
        0,
        1e-9,
        0.001,
        0.01,
        0.1,
        0.25,
        1 / 3d,
        0.5,
        0.75,
        0.9,
        0.99,
        0.999,
        0.9999,
        0.999999,
        1,
    ];

    private readonly long[] _values;

    public SortedValues(IEnumerable<long> values) => _values = [.. values.Order()];

    /// <summary>At least one bit long, each length as likely as the others.</summary>
    public static long[] Draw(SeededBits bits, int count, int bitsMax)
    {
        long[] values = new long[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (long)bits.NextBits(bitsMax);
        }

        return values;
    }

    public void AreIn(LatencyHistogram histogram)
    {
        Assert.Equal(_values.LongLength, histogram.Count);
        Assert.Equal(_values[0], histogram.Min);
        Assert.Equal(_values[^1], histogram.Max);
        Assert.Equal(_values.Sum(value => Math.Min(value, LatencyHistogram.Limit)), histogram.Sum);
        Assert.Equal(_values.LongCount(value => value >= LatencyHistogram.Limit), histogram.OverflowCount);
        foreach (double quantile in s_quantiles)
        {
            long given = histogram.ValueAtQuantile(quantile);
            long exact = At(quantile);
            if (exact >= LatencyHistogram.Limit)
            {
                Assert.Equal(histogram.Max, given);
                continue;
            }

            Assert.True(given >= exact, $"at {quantile}: {given} < {exact}");
            Assert.True(given - exact <= exact / 1000d, $"at {quantile}: {given} for {exact}");
        }
    }

    public void FillItsBuckets(LatencyHistogram histogram)
    {
        int at = 0;
        foreach (HistogramBucket bucket in histogram.Buckets)
        {
            Assert.True(bucket.To - bucket.From <= bucket.From / 1000d);
            for (long i = 0; i < bucket.Count; i++)
            {
                Assert.InRange(_values[at++], bucket.From, bucket.To);
            }
        }

        Assert.Equal(_values.Length - histogram.OverflowCount, at);
    }

    private long At(double quantile)
    {
        decimal rank = Math.Ceiling((decimal)quantile * _values.Length);
        return _values[Math.Max(0, (int)rank - 1)];
    }
}
