namespace FastArb.Metrics;

// Questions to a histogram that is at rest, or to a copy of one that is not.
public sealed partial class LatencyHistogram
{
    /// <summary>The buckets that hold something, in order. Overflows are in none of them.</summary>
    public IEnumerable<HistogramBucket> Buckets
    {
        get
        {
            for (int i = 0; i < _buckets.Length; i++)
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
    /// last value of its bucket, so at most a bucket too great and never too small; among the overflows it is
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
        for (int i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted)
            {
                return Math.Min(LastValueOf(i), Max);
            }
        }

        return Max;
    }

    /// <summary>
    /// For each of some lengths, ascending, how many values were at most so long. Those in a bucket that a
    /// length divides count for the next one. Allocates nothing.
    /// </summary>
    public void CountUpTo(ReadOnlySpan<long> lengths, Span<long> counts)
    {
        long seen = 0;
        int bucket = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            while (bucket < _buckets.Length && LastValueOf(bucket) <= lengths[i])
            {
                seen += _buckets[bucket++];
            }

            counts[i] = seen;
        }
    }

    private long FirstValueOf(int index)
    {
        int shift = ShiftOf(index);
        return (long)(index - (shift << _precision)) << shift;
    }

    private long LastValueOf(int index) => FirstValueOf(index) + (1L << ShiftOf(index)) - 1;

    private int ShiftOf(int index) => Math.Max(0, (index >> _precision) - 1);
}
