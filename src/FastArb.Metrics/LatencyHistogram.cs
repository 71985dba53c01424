using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.Metrics.Internals;

namespace FastArb.Metrics;

// Recorded into by one thread; other threads take copies.
// May not allocate, lock or throw; its memory (264 kB) is taken once.
// Costs 3 ns a value whose bucket is in the cache.

/// <summary>
/// Counts nanoseconds in buckets that are never wider than a thousandth of their values: 3 significant digits
/// from 1 ns to 73 minutes, in the layout of HdrHistogram. Longer values are counted apart, but belong to
/// every total; negative ones, which only a fault of the clock can give, are refused and counted.
/// </summary>
public sealed partial class LatencyHistogram
{
    /// <summary>The first value that is too long for a bucket: 2^42 ns, 73 minutes.</summary>
    public const long Limit = 1L << LimitBits;

    // 2,048 buckets of 1 ns; then, for each doubling, 1,024 that are twice as wide as those before.
    private const int LimitBits = 42;
    private const int LinearBits = 11;
    private const int LinearCount = 1 << LinearBits;
    private const int HalfBits = LinearBits - 1;
    private const int BucketCount = LinearCount + ((LimitBits - LinearBits) << HalfBits);

    private readonly long[] _buckets = new long[BucketCount];
    private HistogramTotals _totals = HistogramTotals.Empty;

    /// <summary>How many values are in; those refused are not.</summary>
    public long Count => Volatile.Read(ref _totals.Count);

    /// <summary>The smallest value, exactly; 0 when there is none.</summary>
    public long Min => Count == 0 ? 0 : Volatile.Read(ref _totals.Min);

    /// <summary>The greatest value, exactly; 0 when there is none.</summary>
    public long Max => Volatile.Read(ref _totals.Max);

    /// <summary>
    /// All values together, exactly, but that each at or over <see cref="Limit"/> counts as the limit.
    /// </summary>
    public long Sum => Volatile.Read(ref _totals.Sum);

    public double Mean => Count is var count and > 0 ? (double)Sum / count : 0;

    /// <summary>How many of the values are at or over <see cref="Limit"/>.</summary>
    public long OverflowCount => Volatile.Read(ref _totals.Overflows);

    /// <summary>How many negative values were refused.</summary>
    public long RefusedCount => Volatile.Read(ref _totals.Refusals);

    /// <summary>By the writing thread only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(long nanoseconds)
    {
        // Seen without its sign, a negative value is too long as well: one comparison for both.
        if ((ulong)nanoseconds >= Limit)
        {
            RecordOutOfRange(nanoseconds);
            return;
        }

        ref HistogramTotals totals = ref _totals;
        if (nanoseconds < totals.Min)
        {
            totals.Min = nanoseconds;
        }

        if (nanoseconds > totals.Max)
        {
            totals.Max = nanoseconds;
        }

        totals.Sum += nanoseconds;
        totals.Count++;

        // Last, and in this order for whoever takes a copy: a value that it sees is within Min and Max.
        ref long bucket = ref _buckets[IndexOf(nanoseconds)];
        Volatile.Write(ref bucket, bucket + 1);
    }

    // Of values with more than 11 bits the highest 11 count; the highest one of those is always set, so each
    // doubling needs only 1,024 buckets more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOf(long value)
    {
        int shift = BitOperations.Log2((ulong)value | (LinearCount - 1)) - HalfBits;
        return (shift << HalfBits) + (int)(value >> shift);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RecordOutOfRange(long nanoseconds)
    {
        if (nanoseconds < 0)
        {
            _totals.Refusals++;
            return;
        }

        _totals.Min = Math.Min(_totals.Min, nanoseconds);
        _totals.Max = Math.Max(_totals.Max, nanoseconds);
        _totals.Sum += Limit;
        _totals.Count++;
        Volatile.Write(ref _totals.Overflows, _totals.Overflows + 1);
    }
}
