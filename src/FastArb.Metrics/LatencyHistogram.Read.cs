namespace FastArb.Metrics;

// Questions to a histogram that is at rest, or to a copy of one that is not.
public sealed partial class LatencyHistogram
{
    /// <summary>The buckets that hold something, in order. Overflows are in none of them.</summary>
    public IEnumerable<HistogramBucket> Buckets
    {
        get
        {
            for (int i = 0; i < BucketCount; i++)
            {
                if (_buckets[i] != 0)
                {
                    yield return new HistogramBucket(FirstValueOf(i), LastValueOf(i), _buckets[i]);
                }
            }
        }
    }

    /// <summary>
    /// The value that a share of all values does not exceed: 0.5 is the median, 1 the greatest. It is the
    /// last value of its bucket, so at most a thousandth too great and never too small; among the overflows
    /// it is
    /// <see cref="Max"/>. 0 when there is none.
    /// </summary>
    public long ValueAtQuantile(double quantile)
    {
        if (!(quantile is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "a quantile is from 0 to 1");
        }

        // Rank 1 is the smallest value. Where a product like 0.999 * 1000 is a hair above a whole number, the
        // rank must not move on.
        long wanted = (long)Math.Ceiling((quantile * Count) - 1e-6);
        wanted = Math.Clamp(wanted, 1, Math.Max(1, Count));
        long seen = 0;
        for (int i = 0; i < BucketCount; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted)
            {
                return Math.Min(LastValueOf(i), Max);
            }
        }

        return Max;
    }

    private static long FirstValueOf(int index)
    {
        int shift = ShiftOf(index);
        return (long)(index - (shift << HalfBits)) << shift;
    }

    private static long LastValueOf(int index) => FirstValueOf(index) + (1L << ShiftOf(index)) - 1;

    private static int ShiftOf(int index) => Math.Max(0, (index >> HalfBits) - 1);
}
