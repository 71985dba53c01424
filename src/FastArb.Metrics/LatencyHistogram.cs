using System.Numerics;
using System.Runtime.CompilerServices;
using FastArb.Metrics.Internals;

namespace FastArb.Metrics;

// Recorded into by one thread; other threads take copies.
// May not allocate, lock or throw; its memory (264 kB, or 10 kB for a thirtieth) is taken once.
// Costs 3 ns a value whose bucket is in the cache.

/// <summary>
/// Counts nanoseconds in buckets that are never wider than a share of their values: a thousandth, so 3
/// significant digits, or less where many histograms are kept and copied often. From 1 ns to 73 minutes, in
/// the layout of HdrHistogram. Longer values are counted apart, but belong to
/// every total; negative ones, which only a fault of the clock can give, are refused and counted.
/// </summary>
public sealed partial class LatencyHistogram
{
    /// <summary>The first value that is too long for a bucket: 2^42 ns, 73 minutes.</summary>
    public const long Limit = 1L << LimitBits;

    /// <summary>Buckets no wider than a 1,024th of their values.</summary>
    public const int Fine = 10;

    /// <summary>Buckets no wider than a 32nd of their values: a twenty-seventh of the memory.</summary>
    public const int Coarse = 5;

    private const int LimitBits = 42;

    // For a precision of 10: 2,048 buckets of 1 ns; then, for each doubling, 1,024 that are twice as wide as
    // those before.
    private readonly int _precision;
    private readonly ulong _linearMask;
    private readonly long[] _buckets;
    private HistogramTotals _totals = HistogramTotals.Empty;

    /// <summary>With so many bits of each value kept behind the first.</summary>
    public LatencyHistogram(int precision = Fine)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, Fine);
        _precision = precision;
        _linearMask = (2UL << precision) - 1;
        _buckets = new long[(2 << precision) + ((LimitBits - precision - 1) << precision)];
    }

    /// <summary>How many bits of each value are kept behind the first.</summary>
    public int Precision => _precision;

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
    private int IndexOf(long value)
    {
        int precision = _precision;
        int shift = BitOperations.Log2((ulong)value | _linearMask) - precision;
        return (shift << precision) + (int)(value >> shift);
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
