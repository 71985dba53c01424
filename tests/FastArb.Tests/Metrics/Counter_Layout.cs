using System.Reflection;
using System.Runtime.InteropServices;
using FastArb.Metrics;
using FastArb.Metrics.Internals;
using Xunit;

namespace FastArb.Tests.Metrics;

public sealed class Counter_Layout
{
    private const int CacheLinePair = 128;

    public static TheoryData<Type> Padded => [typeof(PaddedValue), typeof(HistogramTotals)];

    [Theory]
    [MemberData(nameof(Padded))]
    public void What_one_thread_writes_shares_its_pair_of_cache_lines_with_nothing(Type type)
    {
        StructLayoutAttribute layout = type.StructLayoutAttribute!;
        FieldInfo[] fields = type.GetFields(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
        );
        int[] offsets =
        [
            .. fields.Select(field => field.GetCustomAttribute<FieldOffsetAttribute>()!.Value).Order(),
        ];

        Assert.Equal(LayoutKind.Explicit, layout.Value);
        Assert.All(fields, field => Assert.Equal(typeof(long), field.FieldType));
        Assert.Equal(offsets.Distinct(), offsets);
        Assert.All(offsets, offset => Assert.Equal(0, offset % sizeof(long)));

        // Wherever an aligned long lies in its pair, at most 120 bytes of the pair are on either side of it.
        Assert.True(offsets[0] >= CacheLinePair - sizeof(long));
        Assert.True(layout.Size - offsets[^1] >= CacheLinePair);
    }

    [Fact]
    public void The_runtime_gives_the_bytes_that_are_declared()
    {
        const int header = 16;
        const int padded = (2 * Padding.ByteCount) + sizeof(long);
        Assert.Equal(header + padded, BytesOf(() => new Counter()));
        Assert.Equal(header + padded, BytesOf(() => new Gauge()));
    }

    private static long BytesOf(Func<object> make)
    {
        const int count = 1_000;
        object[] kept = new object[count];
        long bytes = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < count; i++)
            {
                kept[i] = make();
            }
        });
        GC.KeepAlive(kept);
        return bytes / count;
    }
}
