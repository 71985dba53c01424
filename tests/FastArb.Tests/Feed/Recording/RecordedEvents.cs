using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

/// <summary>A made-up stream of events: blocks of 20, with a reorg of three blocks now and then.</summary>
internal static class RecordedEvents
{
    private const int BlockSlots = 20;

    public static ChainEvent At(long sequence)
    {
        long block = sequence / BlockSlots;
        ChainEvent slot = default;
        slot.Sequence = sequence;
        slot.Kind = sequence % BlockSlots == 0 ? ChainEventKind.BlockBegin : ChainEventKind.Log;
        slot.BlockNumber = 1_000 + block - (block / 50 * 3);
        slot.EventTime = sequence * 7;
        slot.Position = sequence * 100;
        slot.Words[0] = new UInt256((ulong)sequence * 0x9E3779B97F4A7C15);
        return slot;
    }

    public static void Append(EventRecorder recorder, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ChainEvent slot = At(recorder.Count);
            recorder.Append(in slot);
        }
    }

    /// <summary>Records so many, small blocks of slots included.</summary>
    public static string Record(string run, int count, long segmentBytes = 300_000)
    {
        using EventRecorder recorder = new(run, new EventRecorderOptions { SegmentBytes = segmentBytes });
        while (recorder.Count < count)
        {
            Append(recorder, Math.Min(count - (int)recorder.Count, 1 + (int)(recorder.Count * 7 % 300)));
            recorder.Flush();
        }

        recorder.Complete();
        Assert.Null(recorder.Fault);
        return recorder.HashText;
    }

    /// <summary>Reads and compares; says with which event it ended.</summary>
    public static long Compare(EventReader reader, long from = 0)
    {
        long sequence = from;
        while (reader.TryRead(out ReadOnlySpan<ChainEvent> events))
        {
            foreach (ref readonly ChainEvent slot in events)
            {
                ChainEvent expected = At(sequence);
                Assert.True(BytesOf(in slot).SequenceEqual(BytesOf(in expected)), $"event {sequence}");
                sequence++;
            }
        }

        Assert.Equal(reader.NextSequence, sequence);
        return sequence;
    }

    private static ReadOnlySpan<byte> BytesOf(ref readonly ChainEvent slot) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<ChainEvent>(in slot));
}
