using FastArb.Ring;
using Xunit;

namespace FastArb.Tests.Ring;

/// <summary>
/// Real threads: exactly once and in order. A million events are shared out among the cases; a hundred
/// million
/// in the long form.
/// </summary>
public sealed class RingBuffer_Threads
{
    private const int Cases = 10;

    private static readonly int s_events = TestRounds.Of(1_000_000);

    /// <summary>More than two threads only where waiting ones give their core away.</summary>
    [Theory]
    [InlineData(WaitStyle.BusySpin, 1024, 1, 1, 0, int.MaxValue)]
    [InlineData(WaitStyle.BusySpin, 64, 1, 16, 1000, 7)]
    [InlineData(WaitStyle.Yielding, 1024, 1, 1, 0, int.MaxValue)]
    [InlineData(WaitStyle.Yielding, 1024, 3, 5, 0, 100)]
    [InlineData(WaitStyle.Hybrid, 1024, 1, 1, 1000, int.MaxValue)]
    [InlineData(WaitStyle.Hybrid, 4096, 4, 3, 0, 1)]
    [InlineData(WaitStyle.Hybrid, 256, 12, 64, 0, int.MaxValue)]
    [InlineData(WaitStyle.Blocking, 1024, 1, 1, 0, int.MaxValue)]
    [InlineData(WaitStyle.Blocking, 1024, 3, 32, 1000, 50)]
    [InlineData(WaitStyle.Blocking, 4096, 12, 256, 0, int.MaxValue)]
    public async Task Every_consumer_sees_every_event_once_and_in_order(
        WaitStyle style,
        int size,
        int consumers,
        int claim,
        int stallEvery,
        int batchSizeMax
    )
    {
        long events = Math.Max(1, s_events / Cases);
        var ring = new RingBuffer<long>(size, style);
        var processors = new List<BatchEventProcessor<long, CheckingHandler>>();
        for (int i = 0; i < consumers; i++)
        {
            // The third waits for the first two, the sixth for the two before it, and so on.
            bool joins = i % 3 == 2;
            SequenceBarrier barrier = joins
                ? ring.NewBarrier(processors[i - 1].Sequence, processors[i - 2].Sequence)
                : ring.NewBarrier();
            processors.Add(new(ring, barrier, default, batchSizeMax));
            ring.AddGatingSequences(processors[i].Sequence);
        }

        Task[] runs = [.. processors.Select(processor => OnThread(processor.Run))];
        Produce(ring, events, claim, stallEvery);
        await Task.WhenAll(runs);
        Assert.All(processors, processor => Assert.Equal(events, processor.Handler.Next));
        Assert.All(processors, processor => Assert.True(processor.IsDrained));
        Assert.All(processors, processor => Assert.True(processor.Handler.BatchMax <= batchSizeMax));
    }

    [Theory]
    [InlineData(WaitStyle.BusySpin)]
    [InlineData(WaitStyle.Yielding)]
    [InlineData(WaitStyle.Hybrid)]
    [InlineData(WaitStyle.Blocking)]
    public async Task A_producer_that_waits_for_space_can_be_canceled(WaitStyle style)
    {
        var ring = new RingBuffer<long>(4, style);
        ring.AddGatingSequences(new Sequence());
        ring.Publish(ring.Next(4));
        Task producer = OnThread(() => Assert.Throws<OperationCanceledException>(() => ring.Next()));
        SpinWait.SpinUntil(() => ring.Sequencer.FullWaits == 1);
        ring.Sequencer.CancelClaims();
        await producer;
        Assert.False(ring.TryNext(out _));
    }

    [Theory]
    [InlineData(WaitStyle.BusySpin)]
    [InlineData(WaitStyle.Yielding)]
    [InlineData(WaitStyle.Hybrid)]
    [InlineData(WaitStyle.Blocking)]
    public async Task A_consumer_that_leaves_frees_the_producer(WaitStyle style)
    {
        var ring = new RingBuffer<long>(4, style);
        var stuck = new Sequence();
        ring.AddGatingSequences(stuck);
        ring.Publish(ring.Next(4));
        Task producer = OnThread(() => ring.Publish(ring.Next()));
        SpinWait.SpinUntil(() => ring.Sequencer.FullWaits == 1);
        Assert.True(ring.RemoveGatingSequence(stuck));
        await producer;
        Assert.Equal(4, ring.Cursor);
    }

    [Theory]
    [InlineData(WaitStyle.BusySpin)]
    [InlineData(WaitStyle.Yielding)]
    [InlineData(WaitStyle.Hybrid)]
    [InlineData(WaitStyle.Blocking)]
    public async Task Halt_and_run_again_while_events_flow_loses_nothing(WaitStyle style)
    {
        var ring = new RingBuffer<long>(16, style);
        var processor = new BatchEventProcessor<long, CheckingHandler>(ring, ring.NewBarrier(), default);
        ring.AddGatingSequences(processor.Sequence);
        Task consumer = OnThread(() =>
        {
            while (!processor.IsDrained)
            {
                processor.Run();
            }
        });
        const int Halts = 200;
        for (int i = 0; i < Halts; i++)
        {
            Publish(ring, 1 + (i % 20));
            processor.Halt();
        }

        ring.Complete();
        await consumer;
        Assert.Equal(ring.Cursor + 1, processor.Handler.Next);
    }

    [Theory]
    [InlineData(WaitStyle.BusySpin)]
    [InlineData(WaitStyle.Hybrid)]
    public async Task A_patient_consumer_sleeps_beside_those_that_do_not_and_misses_nothing(WaitStyle style)
    {
        const int Events = 1_000;
        var ring = new RingBuffer<long>(16, style);
        var processor = new BatchEventProcessor<long, CheckingHandler>(
            ring,
            ring.NewPatientBarrier(),
            default
        );
        ring.AddGatingSequences(processor.Sequence);
        Thread? sleeper = null;
        Task consumer = OnThread(() =>
        {
            sleeper = Thread.CurrentThread;
            processor.Run();
        });
        SpinWait.SpinUntil(() => sleeper?.ThreadState.HasFlag(ThreadState.WaitSleepJoin) == true);
        Produce(ring, Events, claim: 1, stallEvery: 100);
        await consumer;
        Assert.Equal(Events, processor.Handler.Next);
    }

    private static Task OnThread(Action action) =>
        Task.Factory.StartNew(
            action,
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private static void Produce(RingBuffer<long> ring, long events, int claim, int stallEvery)
    {
        long left = events;
        for (long turn = 1; left > 0; turn++)
        {
            int count = (int)Math.Min(left, claim);
            Publish(ring, count);
            left -= count;
            if (stallEvery != 0 && turn % stallEvery == 0)
            {
                Thread.SpinWait(2_000);
            }
        }

        ring.Complete();
    }

    private static void Publish(RingBuffer<long> ring, int count)
    {
        int step = Math.Min(count, ring.BufferSize);
        for (int done = 0; done < count; done += step)
        {
            step = Math.Min(step, count - done);
            long high = ring.Next(step);
            for (long at = high - step + 1; at <= high; at++)
            {
                ring[at] = CheckingHandler.Content(at);
            }

            ring.Publish(high - step + 1, high);
        }
    }
}
