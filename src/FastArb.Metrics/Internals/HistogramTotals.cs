using System.Runtime.InteropServices;

namespace FastArb.Metrics.Internals;

/// <summary>What a histogram writes with every value, on cache lines of its own.</summary>
[StructLayout(LayoutKind.Explicit, Size = Padding.ByteCount + (6 * sizeof(long)) + Padding.ByteCount)]
internal struct HistogramTotals
{
    [FieldOffset(Padding.ByteCount)]
    public long Min;

    [FieldOffset(Padding.ByteCount + 8)]
    public long Max;

    [FieldOffset(Padding.ByteCount + 16)]
    public long Sum;

    [FieldOffset(Padding.ByteCount + 24)]
    public long Count;

    [FieldOffset(Padding.ByteCount + 32)]
    public long Overflows;

    [FieldOffset(Padding.ByteCount + 40)]
    public long Refusals;

    public static HistogramTotals Empty => new() { Min = long.MaxValue };
}
