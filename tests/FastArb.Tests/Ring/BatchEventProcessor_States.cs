using FastArb.Ring;
using Xunit;

namespace FastArb.Tests.Ring;

public sealed class BatchEventProcessor_States
{
    private readonly RingBuffer<long> _ring = new(4, WaitStyle.Hybrid);
    private readonly BatchEventProcessor<long, CheckingHandler> _processor;

    public BatchEventProcessor_States()
    {
        _processor = new(_ring, _ring.NewBarrier(), default, batchSizeMax: 2);
        _ring.AddGatingSequences(_processor.Sequence);
    }

    [Fact]
    public void Before_anything_it_is_idle()
    {
        Assert.False(_processor.IsRunning);
        Assert.False(_processor.IsDrained);
        Assert.Null(_processor.Fault);
        Assert.Equal(Sequence.InitialValue, _processor.Sequence.Value);
    }

    [Fact]
    public void It_drains_what_was_published_before_completion_and_ends()
    {
        Publish(3);
        _ring.Complete();
        _processor.Run();
        Assert.True(_processor.IsDrained);
        Assert.False(_processor.IsRunning);
        Assert.Equal(3, _processor.Handler.Next);
        Assert.Equal(2, _processor.Handler.BatchMax);
        Assert.Equal((1, 1), (_processor.Handler.Starts, _processor.Handler.Shutdowns));
        _processor.Run();
        Assert.Equal(3, _processor.Handler.Next);
    }

    [Fact]
    public void A_halt_before_its_run_ends_that_run_at_once_and_only_that()
    {
        Publish(1);
        _ring.Complete();
        _processor.Halt();
        _processor.Halt();
        _processor.Run();
        Assert.Equal(0, _processor.Handler.Next);
        _processor.Run();
        Assert.Equal(1, _processor.Handler.Next);
    }

    [Fact]
    public void A_halt_stops_after_the_batch_at_hand_and_the_next_run_goes_on()
    {
        Publish(4);
        _processor.Handler.Seen = _ => _processor.Halt();
        _processor.Run();
        Assert.Equal(2, _processor.Handler.Next);
        Assert.Equal(1, _processor.Sequence.Value);
        _ring.Complete();
        _processor.Handler.Seen = null;
        _processor.Run();
        Assert.Equal(4, _processor.Handler.Next);
    }

    [Fact]
    public void It_runs_once_at_a_time()
    {
        Publish(1);
        _ring.Complete();
        _processor.Handler.Seen = _ =>
        {
            Assert.True(_processor.IsRunning);
            Assert.Throws<InvalidOperationException>(_processor.Run);
        };
        _processor.Run();
        Assert.Null(_processor.Fault);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_handler_that_throws_leaves_the_event_named_and_the_ring_usable(int at)
    {
        var other = new BatchEventProcessor<long, CheckingHandler>(_ring, _ring.NewBarrier(), default);
        _ring.AddGatingSequences(other.Sequence);
        Publish(4);
        _processor.Handler.Throws = at;
        InvalidDataException thrown = Assert.Throws<InvalidDataException>(_processor.Run);
        Assert.Equal(new EventFault(at, thrown), _processor.Fault);
        Assert.Equal(at - 1, _processor.Sequence.Value);
        Assert.Equal((false, 1), (_processor.IsRunning, _processor.Handler.Shutdowns));

        // The culprit goes; the other one and the producer go on.
        Assert.True(_ring.RemoveGatingSequence(_processor.Sequence));
        other.Handler.Seen = sequence =>
        {
            if (sequence == 3)
            {
                other.Halt();
            }
        };
        other.Run();
        Publish(4);
        other.Handler.Seen = null;
        _ring.Complete();
        other.Run();
        Assert.Equal(8, other.Handler.Next);
    }

    [Fact]
    public void A_run_after_a_fault_tries_the_event_again()
    {
        Publish(2);
        _processor.Handler.Throws = 1;
        Assert.Throws<InvalidDataException>(_processor.Run);
        _processor.Handler.Throws = 0;
        _ring.Complete();
        _processor.Run();
        Assert.Null(_processor.Fault);
        Assert.Equal(2, _processor.Handler.Next);
    }

    [Fact]
    public void Canceling_a_barrier_ends_all_that_wait_there_and_halting_one_leaves_the_others()
    {
        SequenceBarrier barrier = _ring.NewBarrier();
        var one = new BatchEventProcessor<long, CheckingHandler>(_ring, barrier, default);
        var two = new BatchEventProcessor<long, CheckingHandler>(_ring, barrier, default);
        Publish(1);
        one.Halt();
        Assert.False(barrier.IsCanceled);
        one.Run();
        two.Handler.Seen = _ => barrier.CancelProcessing();
        two.Run();
        Assert.Equal(1, two.Handler.Next);
        one.Run();
        Assert.Equal(0, one.Handler.Next);
    }

    [Fact]
    public void A_barrier_of_another_ring_is_refused()
    {
        SequenceBarrier barrier = new RingBuffer<long>(4, WaitStyle.Hybrid).NewBarrier();
        Assert.Throws<ArgumentException>(() =>
            new BatchEventProcessor<long, CheckingHandler>(_ring, barrier, default)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(5)]
    public void A_claim_of_no_slot_or_more_than_there_are_is_refused(int count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ring.Next(count));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ring.TryNext(count, out _));
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Events_allocate_nothing()
    {
        Action? halt = null;
        var handler = new PlainHandler(_ring, () => halt!());
        var plain = new BatchEventProcessor<long, PlainHandler>(_ring, _ring.NewBarrier(), handler);
        halt = plain.Halt;
        _ring.RemoveGatingSequence(_processor.Sequence);
        _ring.AddGatingSequences(plain.Sequence);
        long allocated = AllocatedBytes.Least(() =>
        {
            Publish(1);
            plain.Run();
        });
        Assert.Equal(0, allocated);
        Assert.True(plain.Handler.Count >= 2 * PlainHandler.EventsEachRun);
    }

    private void Publish(int count)
    {
        for (int i = 0; i < count; i++)
        {
            long sequence = _ring.Next();
            _ring[sequence] = CheckingHandler.Content(sequence);
            _ring.Publish(sequence);
        }
    }

    // Leaves out what is optional, and publishes the next event by itself: one thread is both sides.
    private struct PlainHandler(RingBuffer<long> ring, Action halt) : IEventHandler<long>
    {
        public const int EventsEachRun = 5_000;

        public int Count;

        public void OnEvent(ref long data, long sequence, bool endOfBatch)
        {
            if (++Count % EventsEachRun == 0)
            {
                halt();
                return;
            }

            long next = ring.Next();
            ring[next] = data;
            ring.Publish(next);
        }
    }
}
