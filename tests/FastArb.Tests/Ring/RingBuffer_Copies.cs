using FastArb.Ring;
using Xunit;

namespace FastArb.Tests.Ring;

/// <summary>Slots that are read by somebody for whom the producer does not wait.</summary>
public sealed class RingBuffer_Copies
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public void What_is_published_and_far_from_being_overwritten_is_there(int size)
    {
        RingBuffer<long> ring = new(size, WaitStyle.BusySpin);
        Assert.False(ring.TryCopy(0, out _));
        for (long last = 0; last < 5 * size; last++)
        {
            ring[ring.Next()] = CheckingHandler.Content(last);
            ring.Publish(last);
            Assert.False(ring.TryCopy(last + 1, out _));
            for (long sequence = 0; sequence <= last; sequence++)
            {
                // The last quarter, rounded up, may be written to at any moment.
                bool isThere = last - sequence < size - ((size + 3) / 4);
                Assert.Equal(isThere, ring.TryCopy(sequence, out long slot));
                Assert.True(!isThere || slot == CheckingHandler.Content(sequence));
            }
        }
    }

    [Fact]
    public void Beside_a_producer_that_never_waits_no_copy_is_torn()
    {
        const int Size = 16;
        long events = TestRounds.Of(200_000);
        RingBuffer<(long A, long B, long C, long D)> ring = new(Size, WaitStyle.BusySpin);
        Thread producer = new(() =>
        {
            for (long i = 0; i < events; i++)
            {
                ring[ring.Next()] = (i, i, i, i);
                ring.Publish(i);
            }
        });
        producer.Start();
        long copied = 0;
        while (ring.Cursor < events - 1)
        {
            long sequence = Math.Max(0, ring.Cursor - (copied % Size));
            if (ring.TryCopy(sequence, out (long A, long B, long C, long D) slot))
            {
                Assert.Equal((sequence, sequence, sequence, sequence), slot);
                copied++;
            }
        }

        producer.Join();
        Assert.True(ring.TryCopy(events - 1, out _));
    }
}
