using System.Buffers.Binary;
using FastArb.Ring;
using Xunit;

namespace FastArb.Tests.Ring;

/// <summary>Random interleavings against a list; then two real threads.</summary>
public sealed class ByteQueue_Schedules(ITestOutputHelper output)
{
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
    public async Task Two_threads_lose_nothing_and_cut_nothing(WaitStyle style)
    {
        int records = TestRounds.Of(20_000);
        // Small, so that both sides wait; but not for each record, which takes long where many wait to run.
        var queue = new ByteQueue(8192, style);
        Task producer = Task.Factory.StartNew(
            () => Produce(queue, records),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        long next = 0;
        while (queue.Wait())
        {
            while (queue.TryRead(out ReadOnlySpan<byte> bytes))
            {
                next = Check(bytes, next);
                queue.Release();
            }
        }

        Assert.Equal(records, next);
        Assert.True(queue.IsDrained);
        await producer;
    }

    [Theory]
    [InlineData(WaitStyle.BusySpin)]
    [InlineData(WaitStyle.Yielding)]
    [InlineData(WaitStyle.Hybrid)]
    [InlineData(WaitStyle.Blocking)]
    public async Task A_producer_that_waits_for_space_can_be_canceled(WaitStyle style)
    {
        var queue = new ByteQueue(64, style);
        queue.Claim(64);
        queue.Publish();
        Task<OperationCanceledException> producer = Task.Factory.StartNew(
            () => Assert.Throws<OperationCanceledException>(() => queue.Claim(8)),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        SpinWait.SpinUntil(() => queue.FullWaits == 1);
        queue.Cancel();
        await producer;
    }

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

    private static void Produce(ByteQueue queue, int records)
    {
        for (int i = 0; i < records; i++)
        {
            int length = 8 * (1 + (int)((uint)i * 0x9E3779B1 >> 25));
            Span<byte> record = queue.Claim(length);
            for (int at = 0; at < length; at += 8)
            {
                BinaryPrimitives.WriteInt64LittleEndian(record[at..], ((long)i << 16) | (uint)(length - at));
            }

            queue.Publish();
        }

        queue.Complete();
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
