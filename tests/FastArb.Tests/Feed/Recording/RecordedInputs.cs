using System.Runtime.InteropServices;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

/// <summary>Random inputs, recorded on two threads, read back and compared.</summary>
internal sealed class RecordedInputs
{
    private readonly List<Input> _inputs = [];

    public static TimeAnchor Anchor { get; } = new(1_000, 1_700_000_000_000_000_000);

    public int Count => _inputs.Count;

    public Input this[int index] => _inputs[index];

    public static RecordedInputs Draw(ulong seed, int count, Func<SeededBits, int> length)
    {
        SeededBits bits = new(seed);
        RecordedInputs drawn = new();
        for (int i = 0; i < count; i++)
        {
            byte[] payload = new byte[length(bits)];
            foreach (ref ulong word in MemoryMarshal.Cast<byte, ulong>(payload.AsSpan()))
            {
                word = bits.NextUInt64();
            }

            InputKind kind = (InputKind)(1 + (bits.NextUInt64() % 5));
            drawn._inputs.Add(new Input(kind, (byte)bits.NextUInt64(), (long)bits.NextUInt64(), payload));
        }

        return drawn;
    }

    /// <summary>Records all of them; says where each one went.</summary>
    public long[] Record(string folder, InputRecorderOptions options)
    {
        using InputRecorder recorder = new(folder, options);
        Task writing = StartWriting(recorder);
        long[] positions = [.. _inputs.Select(input => input.AppendTo(recorder))];
        Finish(recorder, writing);
        Assert.Null(recorder.Fault);
        Assert.Equal(recorder.Position, recorder.DurablePosition);
        return positions;
    }

    /// <summary>Reads and compares; says how many were there.</summary>
    public int Compare(InputReader reader, long[] positions, int from = 0)
    {
        int index = from;
        while (reader.TryRead(out InputRecord record))
        {
            Input input = _inputs[index];
            Assert.Equal((index, input.Kind, input.Connection), (index, record.Kind, record.Connection));
            Assert.Equal((index, input.ReceiveTime), (index, record.ReceiveTime));
            Assert.Equal((index, positions[index]), (index, record.Position));
            Assert.True(record.Payload.SequenceEqual(input.Payload), $"payload {index}");
            Assert.Equal(Anchor, record.Anchor);
            index++;
        }

        return index - from;
    }

    public static Task StartWriting(InputRecorder recorder) =>
        Task.Factory.StartNew(
            recorder.Run,
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    /// <summary>Waits until the writer's thread has written all that was appended.</summary>
    public static void Finish(InputRecorder recorder, Task writing)
    {
        recorder.Complete();
        writing.Wait(TestContext.Current.CancellationToken);
    }

    public static T ResultOf<T>(Task<T> task)
    {
        task.Wait(TestContext.Current.CancellationToken);
        return task.Result;
    }

    internal sealed record Input(InputKind Kind, byte Connection, long ReceiveTime, byte[] Payload)
    {
        public long AppendTo(InputRecorder recorder) =>
            recorder.Append(Kind, Connection, Payload, ReceiveTime);
    }
}
