using System.Buffers.Binary;
using System.Diagnostics;
using FastArb.Ring;
using Xunit;

namespace FastArb.Tests.Ring;

/// <summary>Random interleavings against a list; then two real threads.</summary>
public sealed class ByteQueue_Schedules(ITestOutputHelper output)
{
    // What has not ended then never will.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // How often a side stops for longer than the other one spins, so that both are seen asleep.
    private const int StallEvery = 512;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Any_interleaving_gives_the_bytes_published_in_order(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        var bits = new SeededBits(seed);
        for (int round = 0; round < TestRounds.Of(500); round++)
        {
            Interleave(bits, new ByteQueue(64 << (int)(bits.NextUInt64() % 3), WaitStyle.BusySpin));
        }
    }

    [Theory]
    [InlineData(WaitStyle.BusySpin)]
    [InlineData(WaitStyle.Yielding)]
    [InlineData(WaitStyle.Hybrid)]
    [InlineData(WaitStyle.Blocking)]
    [InlineData(WaitStyle.Sleeping)]
    public async Task Two_threads_lose_nothing_and_cut_nothing(WaitStyle style)
    {
        // Two records fill it: each side waits for the other nearly each time. Where many threads wait
        // to run,
        // that takes a time slice for each, so the producer also stops after a while.
        var queue = new ByteQueue(1024, style);
        TimeSpan longest = TimeSpan.FromMilliseconds(TestRounds.Of(200));
        Task<long> producer = OnThread(() => Produce(queue, TestRounds.Of(100_000), longest));
        Task<long> consumer = OnThread(() => Consume(queue));
        long read = await consumer.WaitAsync(s_patience, TestContext.Current.CancellationToken);
        Assert.Equal(await producer, read);
        Assert.True(queue.IsDrained);
        output.WriteLine($"{read} records, {queue.FullWaits} full waits");
    }

    [Theory]
    [InlineData(WaitStyle.BusySpin)]
    [InlineData(WaitStyle.Yielding)]
    [InlineData(WaitStyle.Hybrid)]
    [InlineData(WaitStyle.Blocking)]
    [InlineData(WaitStyle.Sleeping)]
    public async Task A_producer_that_waits_for_space_can_be_canceled(WaitStyle style)
    {
        var queue = new ByteQueue(64, style);
        queue.Claim(64);
        queue.Publish();
        Task<OperationCanceledException> producer = OnThread(() =>
            Assert.Throws<OperationCanceledException>(() => queue.Claim(8))
        );
        SpinWait.SpinUntil(() => queue.FullWaits == 1);
        queue.Cancel();
        await producer.WaitAsync(s_patience, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(WaitStyle.Hybrid)]
    [InlineData(WaitStyle.Blocking)]
    [InlineData(WaitStyle.Sleeping)]
    public void A_consumer_asleep_wakes_for_a_record_for_the_end_and_when_given_up(WaitStyle style)
    {
        for (int round = 0; round < TestRounds.Of(5); round++)
        {
            WakeOnce(style, queue => queue.Cancel(), isThere: false);
            WakeOnce(style, queue => queue.Complete(), isThere: false);
            WakeOnce(
                style,
                queue =>
                {
                    queue.Claim(8);
                    queue.Publish();
                },
                isThere: true
            );
        }
    }

    private static void WakeOnce(WaitStyle style, Action<ByteQueue> wake, bool isThere)
    {
        var queue = new ByteQueue(64, style);
        bool was = !isThere;
        var consumer = new Thread(() => was = queue.Wait()) { IsBackground = true };
        consumer.Start();
        Assert.True(
            SpinWait.SpinUntil(
                () => consumer.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin),
                s_patience
            )
        );
        wake(queue);
        Assert.True(consumer.Join(s_patience), "the consumer sleeps on");
        Assert.Equal(isThere, was);
    }

    private static Task<T> OnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(
            work,
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private static void Interleave(SeededBits bits, ByteQueue queue)
    {
        var model = new Queue<byte>();
        byte value = 0;
        for (int step = 0; step < 200; step++)
        {
            if (bits.NextUInt64() % 2 == 0)
            {
                int length = 1 + (int)(bits.NextUInt64() % (ulong)queue.Capacity);
                if (queue.TryClaim(length, out Span<byte> record))
                {
                    int kept = bits.NextUInt64() % 4 == 0 ? (int)(bits.NextUInt64() % (ulong)length) : length;
                    foreach (ref byte at in record[..kept])
                    {
                        at = value++;
                        model.Enqueue(at);
                    }

                    queue.Publish(kept);
                }
                else
                {
                    // An empty queue takes any record that fits at all, once its consumer has looked.
                    Assert.True(model.Count > 0 || (!queue.TryRead(out _) && queue.TryClaim(length, out _)));
                }
            }
            else if (queue.TryRead(out ReadOnlySpan<byte> bytes))
            {
                foreach (byte at in bytes)
                {
                    Assert.Equal(model.Dequeue(), at);
                }

                queue.Release();
            }
        }
    }

    private static long Produce(ByteQueue queue, int records, TimeSpan longest)
    {
        long began = Stopwatch.GetTimestamp();
        int i = 0;
        while (i < records && Stopwatch.GetElapsedTime(began) < longest)
        {
            int length = 8 * (1 + (int)((uint)i * 0x9E3779B1 >> 25));
            Span<byte> record = queue.Claim(length);
            for (int at = 0; at < length; at += 8)
            {
                BinaryPrimitives.WriteInt64LittleEndian(record[at..], ((long)i << 16) | (uint)(length - at));
            }

            queue.Publish();
            Stall(++i);
        }

        queue.Complete();
        return i;
    }

    private static long Consume(ByteQueue queue)
    {
        long next = 0;
        for (int turn = StallEvery / 2; queue.Wait(); turn++)
        {
            while (queue.TryRead(out ReadOnlySpan<byte> bytes))
            {
                next = Check(bytes, next);
                queue.Release();
            }

            Stall(turn);
        }

        return next;
    }

    private static void Stall(int turn)
    {
        if (turn % StallEvery == 0)
        {
            Thread.SpinWait(20_000);
        }
    }

    private static long Check(ReadOnlySpan<byte> bytes, long next)
    {
        while (!bytes.IsEmpty)
        {
            int length = (int)(BinaryPrimitives.ReadInt64LittleEndian(bytes) & 0xFFFF);
            for (int at = 0; at < length; at += 8)
            {
                long expected = (next << 16) | (uint)(length - at);
                if (BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]) != expected)
                {
                    Assert.Fail($"Record {next} is damaged at byte {at} of {length}.");
                }
            }

            bytes = bytes[length..];
            next++;
        }

        return next;
    }
}
