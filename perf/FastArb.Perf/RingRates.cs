using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using FastArb.Chain;
using FastArb.Ring;

namespace FastArb.Perf;

/// <summary>Events per second, in millions, as fast as the producer can.</summary>
internal static class RingRates
{
    private const int Size = 4096;

    private const int BatchMax = 256;

    public static IEnumerable<(string Name, Func<double> Rate)> All(int events)
    {
        yield return ("ring 1 -> 1, 320 bytes", () => OneToOne<ChainEvent>(events));
        yield return ("ring 1 -> 1, 320 bytes, all written", () => OneToOne<ChainEvent>(events, true));
        yield return ("Channel 1 -> 1, 320 bytes", () => ThroughChannel(events / 10));
        yield return ("ring 1 -> 1, 256 bytes", () => OneToOne<Event256>(events));
        yield return ("BlockingCollection 1 -> 1, 320 bytes", () => ThroughCollection(events / 50));
        yield return ("ring 1 -> 12 handlers packed on one lane", () => Packed(events));
        yield return ("ring 1 -> 12 processors, Hybrid", () => TwelveProcessors(events / 20));
    }

    public static Thread Start(Action run)
    {
        var thread = new Thread(() => run()) { IsBackground = true };
        thread.Start();
        return thread;
    }

    private static double OneToOne<T>(int events, bool whole = false)
        where T : unmanaged
    {
        var ring = new RingBuffer<T>(Size, WaitStyle.BusySpin);
        var processor = new BatchEventProcessor<T, Summing<T>>(ring, ring.NewBarrier(), default, BatchMax);
        ring.AddGatingSequences(processor.Sequence);
        return Rate(ring, whole ? ProduceWhole : Produce, events, processor.Run);
    }

    private static double Packed(int events)
    {
        var ring = new RingBuffer<ChainEvent>(Size, WaitStyle.BusySpin);
        var lane = new BatchEventProcessor<ChainEvent, PackedHandlers>(
            ring,
            ring.NewBarrier(),
            default,
            BatchMax
        );
        ring.AddGatingSequences(lane.Sequence);
        return Rate(ring, Produce, events, lane.Run);
    }

    private static double TwelveProcessors(int events)
    {
        var ring = new RingBuffer<ChainEvent>(Size, WaitStyle.Hybrid);
        var runs = new List<Action>();
        for (int i = 0; i < 12; i++)
        {
            var processor = new BatchEventProcessor<ChainEvent, Summing<ChainEvent>>(
                ring,
                ring.NewBarrier(),
                default
            );
            ring.AddGatingSequences(processor.Sequence);
            runs.Add(processor.Run);
        }

        return Rate(ring, Produce, events, [.. runs]);
    }

    private static double Rate<T>(
        RingBuffer<T> ring,
        Action<RingBuffer<T>, int> produce,
        int events,
        params Action[] consumers
    )
        where T : unmanaged
    {
        Thread[] threads = [.. consumers.Select(Start)];
        long began = Stopwatch.GetTimestamp();
        produce(ring, events);
        ring.Complete();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return events / Stopwatch.GetElapsedTime(began).TotalMicroseconds;
    }

    private static void Produce<T>(RingBuffer<T> ring, int events)
        where T : unmanaged
    {
        for (int i = 0; i < events; i++)
        {
            long sequence = ring.Next();
            Unsafe.As<T, long>(ref ring[sequence]) = i;
            ring.Publish(sequence);
        }
    }

    // As the peers have it, which take an event by value.
    private static void ProduceWhole<T>(RingBuffer<T> ring, int events)
        where T : unmanaged
    {
        T written = default;
        for (int i = 0; i < events; i++)
        {
            Unsafe.As<T, long>(ref written) = i;
            long sequence = ring.Next();
            ring[sequence] = written;
            ring.Publish(sequence);
        }
    }

    private static double ThroughChannel(int events)
    {
        var channel = Channel.CreateBounded<ChainEvent>(
            new BoundedChannelOptions(Size) { SingleReader = true, SingleWriter = true }
        );
        long sum = 0;
        long began = Stopwatch.GetTimestamp();
        Thread reader = Start(() =>
        {
            var spin = default(SpinWait);
            while (!channel.Reader.Completion.IsCompleted)
            {
                while (channel.Reader.TryRead(out ChainEvent read))
                {
                    sum += read.Sequence;
                }

                spin.SpinOnce(sleep1Threshold: -1);
            }
        });
        var full = default(SpinWait);
        for (int i = 0; i < events; i++)
        {
            var written = new ChainEvent { Sequence = i };
            while (!channel.Writer.TryWrite(written))
            {
                full.SpinOnce(sleep1Threshold: -1);
            }
        }

        channel.Writer.Complete();
        reader.Join();
        return events / Stopwatch.GetElapsedTime(began).TotalMicroseconds;
    }

    private static double ThroughCollection(int events)
    {
        using var collection = new BlockingCollection<ChainEvent>(Size);
        long sum = 0;
        long began = Stopwatch.GetTimestamp();
        Thread reader = Start(() =>
        {
            foreach (ChainEvent read in collection.GetConsumingEnumerable())
            {
                sum += read.Sequence;
            }
        });
        for (int i = 0; i < events; i++)
        {
            collection.Add(new ChainEvent { Sequence = i });
        }

        collection.CompleteAdding();
        reader.Join();
        return events / Stopwatch.GetElapsedTime(began).TotalMicroseconds;
    }

    private struct Summing<T> : IEventHandler<T>
        where T : unmanaged
    {
        private long _sum;

        public void OnEvent(ref T data, long sequence, bool endOfBatch) =>
            _sum += Unsafe.As<T, long>(ref data);
    }

    [InlineArray(32)]
    private struct Event256
    {
        private long _word;
    }
}
