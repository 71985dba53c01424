using FastArb.Ring;
using Xunit;

namespace FastArb.Tests.Ring;

public sealed class ByteQueue_Records
{
    private readonly ByteQueue _queue = new(64, WaitStyle.BusySpin);

    [Fact]
    public void Records_lie_back_to_back()
    {
        Publish(8, 1);
        Publish(16, 2);
        Assert.Equal(Bytes((8, 1), (16, 2)), Read());
        Assert.False(_queue.TryRead(out _));
    }

    [Fact]
    public void A_record_that_does_not_fit_before_the_end_lies_whole_at_the_start()
    {
        Publish(40, 1);
        Assert.Equal(Bytes((40, 1)), Read());
        Publish(32, 2);
        Assert.Equal(Bytes((32, 2)), Read());
        Publish(24, 3);
        Publish(8, 4);
        Assert.Equal(Bytes((24, 3), (8, 4)), Read());
    }

    [Fact]
    public void A_record_as_long_as_the_queue_fits_from_any_position()
    {
        for (int i = 1; i <= 64; i++)
        {
            Publish(i, (byte)i);
            Assert.Equal(Bytes((i, (byte)i)), Read());
            Assert.False(_queue.TryClaim(64, out Span<byte> _) && _queue.TryRead(out _));
            Assert.False(_queue.TryRead(out _));
            Publish(64, 0xAA);
            Assert.Equal(Bytes((64, 0xAA)), Read());
        }
    }

    [Fact]
    public void A_full_queue_takes_nothing_until_a_release()
    {
        Publish(40, 1);
        Publish(24, 2);
        Assert.False(_queue.TryClaim(1, out _));
        Assert.True(_queue.TryRead(out _));
        Assert.False(_queue.TryClaim(1, out _));
        _queue.Release();
        Assert.True(_queue.TryClaim(64, out _));
    }

    [Fact]
    public void What_is_read_again_before_a_release_is_the_same_and_what_came_after()
    {
        Publish(8, 1);
        Assert.True(_queue.TryRead(out _));
        Publish(8, 2);
        Assert.Equal(Bytes((8, 1), (8, 2)), Read());
    }

    [Fact]
    public void A_record_may_turn_out_shorter_than_claimed()
    {
        _queue.Claim(32)[..8].Fill(7);
        _queue.Publish(8);
        Publish(8, 9);
        Assert.Equal(Bytes((8, 7), (8, 9)), Read());
        _queue.Claim(4);
        Assert.Throws<ArgumentException>(() => _queue.Publish(5));
        Assert.Throws<ArgumentException>(() => _queue.Publish(-1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(65)]
    [InlineData(int.MaxValue)]
    public void A_claim_that_never_fits_says_so(int length)
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => _queue.Claim(length));
        Assert.Contains($"{length} bytes never fits into a queue of 64", fault.Message, Ordinal);
        Assert.Throws<ArgumentException>(() => _queue.TryClaim(length, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-64)]
    [InlineData(32)]
    [InlineData(65)]
    public void A_capacity_that_is_no_power_of_two_is_refused(int capacity) =>
        Assert.Throws<ArgumentException>(() => new ByteQueue(capacity, WaitStyle.Hybrid));

    [Fact]
    public void What_was_published_is_read_after_completion_and_then_waits_end()
    {
        Assert.False(_queue.Wait(TimeSpan.FromMilliseconds(1)));
        Publish(8, 1);
        _queue.Complete();
        Assert.True(_queue.Wait());
        Assert.False(_queue.IsDrained);
        Assert.Equal(Bytes((8, 1)), Read());
        Assert.True(_queue.IsDrained);
        Assert.False(_queue.Wait());
    }

    [Fact]
    public void A_queue_that_was_given_up_ends_the_waits_of_both()
    {
        Publish(64, 1);
        _queue.Cancel();
        Assert.Throws<OperationCanceledException>(() => _queue.Claim(8));
        Assert.False(_queue.TryClaim(8, out _));
        Assert.False(_queue.Wait());
        Assert.Equal(1, _queue.FullWaits);
        Assert.True(_queue.FullWaitNanoseconds > 0);
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Records_allocate_nothing()
    {
        long allocated = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                _queue.Claim(24).Fill(1);
                _queue.Publish();
                _queue.Wait();
                _queue.TryRead(out _);
                _queue.Release();
            }
        });
        Assert.Equal(0, allocated);
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static byte[] Bytes(params (int Length, byte Value)[] records) =>
        [.. records.SelectMany(record => Enumerable.Repeat(record.Value, record.Length))];

    private void Publish(int length, byte value)
    {
        _queue.Claim(length).Fill(value);
        _queue.Publish();
    }

    private byte[] Read()
    {
        Assert.True(_queue.TryRead(out ReadOnlySpan<byte> bytes));
        byte[] copy = bytes.ToArray();
        _queue.Release();
        return copy;
    }
}
