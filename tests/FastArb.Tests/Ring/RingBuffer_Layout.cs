using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.Ring;
using Xunit;

namespace FastArb.Tests.Ring;

public sealed class RingBuffer_Layout
{
    [Fact]
    public void A_sequence_is_alone_on_its_128_bytes()
    {
        var sequence = new Sequence(7);
        ref byte start = ref Unsafe.As<Raw>(sequence).First;
        nint offset = Unsafe.ByteOffset(ref start, ref Unsafe.As<long, byte>(ref PaddedOf(sequence).Value));
        Assert.Equal(7, PaddedOf(sequence).Value);
        Assert.Equal(120, offset);
        Assert.Equal(248, Unsafe.SizeOf<Sequence.PaddedValue>());
        Assert.Single(typeof(Sequence).GetFields(BindingFlags.Instance | BindingFlags.NonPublic));
        Assert.Equal(248 + 16, AllocatedBytes.Least(() => sequence = new Sequence()));
    }

    [Theory]
    [InlineData(typeof(SingleProducerSequencer), "ProducerSide")]
    [InlineData(typeof(ByteQueue), "ProducerSide")]
    [InlineData(typeof(ByteQueue), "ConsumerSide")]
    public void What_one_thread_writes_lies_128_bytes_from_anything_else(Type owner, string side)
    {
        Type type = owner.GetNestedType(side, BindingFlags.NonPublic)!;
        int[] offsets =
        [
            .. type.GetFields().Select(field => field.GetCustomAttribute<FieldOffsetAttribute>()!.Value),
        ];
        Assert.True(offsets.Min() >= 128);
        Assert.True(Marshal.SizeOf(type) - offsets.Max() >= 120);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1024)]
    public unsafe void Slots_begin_on_cache_lines_and_wrap_by_the_ring_s_size(int size)
    {
        var ring = new RingBuffer<ChainEvent>(size, WaitStyle.BusySpin);
        nint first = (nint)Unsafe.AsPointer(ref ring[0]);
        Assert.Equal(0, first % 64);
        for (int i = 0; i < size; i++)
        {
            Assert.Equal(first + (i * ChainEvent.ByteCount), (nint)Unsafe.AsPointer(ref ring[i]));
            Assert.Equal((nint)Unsafe.AsPointer(ref ring[i]), (nint)Unsafe.AsPointer(ref ring[i + size]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    [InlineData(3)]
    [InlineData(1 << 30)]
    public void A_size_that_cannot_be_is_refused(int size) =>
        Assert.Throws<ArgumentException>(() => new RingBuffer<ChainEvent>(size, WaitStyle.BusySpin));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_padded")]
    private static extern ref Sequence.PaddedValue PaddedOf(Sequence sequence);

    private sealed class Raw
    {
        public byte First;
    }
}
