using System.Diagnostics;
using FastArb.Chain;
using FastArb.Ring;

namespace FastArb.Perf;

/// <summary>How long an event takes from one thread to another: half of a way there and back.</summary>
internal static class RingHops
{
    private const int Size = 1024;

    public static Measurement RoundTrips(WaitStyle style, int count)
    {
        var there = new RingBuffer<ChainEvent>(Size, style);
        var back = new RingBuffer<ChainEvent>(Size, style);
        var echo = new BatchEventProcessor<ChainEvent, Echo>(there, there.NewBarrier(), new Echo(back));
        there.AddGatingSequences(echo.Sequence);
        var returned = new Sequence();
        back.AddGatingSequences(returned);
        SequenceBarrier barrier = back.NewBarrier();
        Thread thread = RingRates.Start(echo.Run);
        double[] samples = new double[count];
        for (int i = 0; i < count; i++)
        {
            long began = Stopwatch.GetTimestamp();
            long sequence = there.Next();
            there[sequence].Sequence = sequence;
            there.Publish(sequence);
            barrier.WaitFor(sequence);
            samples[i] = MicrosecondsSince(began) / 2;
            back.Sequencer.Advance(returned, sequence);
        }

        there.Complete();
        thread.Join();
        return Measurement.Of($"hop, {style}", "us", samples);
    }

    /// <summary>From a publication to the last of twelve handlers on one lane that is always busy.</summary>
    public static Measurement LastOfTwelve(int count)
    {
        double[] samples = new double[count];
        var ring = new RingBuffer<ChainEvent>(Size, WaitStyle.BusySpin);
        var lane = new BatchEventProcessor<ChainEvent, PackedHandlers>(
            ring,
            ring.NewBarrier(),
            new PackedHandlers(samples)
        );
        ring.AddGatingSequences(lane.Sequence);
        Thread thread = RingRates.Start(lane.Run);
        long pause = Stopwatch.Frequency / 500_000;
        for (int i = 0; i < count; i++)
        {
            // Paced: what is measured is the way, not a queue.
            long began = Stopwatch.GetTimestamp();
            while (Stopwatch.GetTimestamp() - began < pause) { }
            long sequence = ring.Next();
            ref ChainEvent slot = ref ring[sequence];
            slot.Sequence = sequence;
            slot.ReceiveTime = Stopwatch.GetTimestamp();
            ring.Publish(sequence);
        }

        ring.Complete();
        thread.Join();
        return Measurement.Of("last of 12 handlers, packed, BusySpin", "us", samples);
    }

    private readonly struct Echo(RingBuffer<ChainEvent> back) : IEventHandler<ChainEvent>
    {
        public void OnEvent(ref ChainEvent data, long sequence, bool endOfBatch)
        {
            long next = back.Next();
            back[next].Sequence = data.Sequence;
            back.Publish(next);
        }
    }

    /// <summary>To the clock's own step: a TimeSpan has ticks of 100 ns, more than a hop takes.</summary>
    public static double MicrosecondsSince(long began) =>
        (Stopwatch.GetTimestamp() - began) * (1e6 / Stopwatch.Frequency);
}
