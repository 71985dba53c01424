using FastArb.Metrics.Internals;

namespace FastArb.Metrics;

// What is done seldom, to a whole histogram.
public sealed partial class LatencyHistogram
{
    /// <summary>
    /// Adds all that another histogram holds, as if its values had been recorded here. By the writing thread
    /// of this one; the other must be as precise, and at rest or a copy.
    /// </summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        CheckPrecision(other);
        for (int i = 0; i < _buckets.Length; i++)
        {
            _buckets[i] += other._buckets[i];
        }

        _totals.Min = Math.Min(_totals.Min, other._totals.Min);
        _totals.Max = Math.Max(_totals.Max, other._totals.Max);
        _totals.Sum += other._totals.Sum;
        _totals.Count += other._totals.Count;
        _totals.Overflows += other._totals.Overflows;
        _totals.Refusals += other._totals.Refusals;
    }

    /// <summary>
    /// Makes another histogram, as precise, equal to this one, by any thread, while the writer goes on.
    /// The copy agrees
    /// with itself: its count is that of its buckets, and its values are within its Min and Max; its sum may
    /// hold the few values more that were recorded meanwhile. Allocates nothing.
    /// </summary>
    public void CopyTo(LatencyHistogram target)
    {
        ArgumentNullException.ThrowIfNull(target);
        CheckPrecision(target);
        if (ReferenceEquals(target, this))
        {
            return;
        }

        // Before the buckets the overflows, as each was counted after Min and Max had taken it in.
        long count = Volatile.Read(ref _totals.Overflows);
        target._totals.Overflows = count;

        // One by one: a copy of the whole array promises nothing about the halves of a count.
        long[] from = _buckets;
        long[] to = target._buckets;
        for (int i = 0; i < from.Length; i++)
        {
            long bucket = Volatile.Read(ref from[i]);
            to[i] = bucket;
            count += bucket;
        }

        target._totals.Count = count;
        target._totals.Min = Volatile.Read(ref _totals.Min);
        target._totals.Max = Volatile.Read(ref _totals.Max);
        target._totals.Sum = Volatile.Read(ref _totals.Sum);
        target._totals.Refusals = Volatile.Read(ref _totals.Refusals);
    }

    /// <summary>A new histogram that <see cref="CopyTo"/> has filled.</summary>
    public LatencyHistogram Snapshot()
    {
        LatencyHistogram copy = new(_precision);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Forgets everything. By the writing thread only.</summary>
    public void Reset()
    {
        Array.Clear(_buckets);
        _totals = HistogramTotals.Empty;
    }

    private void CheckPrecision(LatencyHistogram other)
    {
        if (other._precision != _precision)
        {
            throw new ArgumentException("the histograms have different buckets", nameof(other));
        }
    }
}
