using FastArb.Feed;
using FastArb.Feed.Internals;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

public sealed class InputRecording_RoundTrip(ITestOutputHelper output) : IDisposable
{
    private static readonly InputRecorderOptions s_small = new()
    {
        Anchor = RecordedInputs.Anchor,
        SegmentBytes = 4096,
        QueueBytes = 1024,
        ChainId = 137,
    };

    private readonly ScratchFolder _scratch = new();

    private string Run => _scratch.FullPath;

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void What_was_recorded_is_read_back_over_many_segments(ulong seed)
    {
        output.WriteLine($"seed {seed}");
        RecordedInputs inputs = RecordedInputs.Draw(
            seed,
            TestRounds.Of(600),
            bits => (int)(bits.NextUInt64() % 8 == 0 ? 0 : bits.NextUInt64() % 1_500)
        );
        long[] positions = inputs.Record(Run, s_small);
        using InputReader reader = new(Run);
        Assert.Equal(inputs.Count, inputs.Compare(reader, positions));
        Assert.Null(reader.TornTail);
        string[] files = Directory.GetFiles(RunFolder.InputOf(Run));
        Assert.True(files.Length > inputs.Count / 20);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 64, 4096));
        Assert.Equal(reader.Position, files.Sum(file => new FileInfo(file).Length - 64));
    }

    [Fact]
    public void Empty_and_huge_payloads_are_read_back()
    {
        int[] lengths = [0, 1, 1 << 20, 0, 3 << 20, 7, (1 << 20) + 1, 0];
        int next = 0;
        RecordedInputs inputs = RecordedInputs.Draw(5, lengths.Length, _ => lengths[next++]);
        long[] positions = inputs.Record(Run, s_small with { SegmentBytes = 256 << 20 });
        using InputReader reader = new(Run, windowBytes: 4096, firstSegment: 0);
        Assert.Equal(inputs.Count, inputs.Compare(reader, positions));
    }

    [Fact]
    public void Records_larger_than_the_staging_go_through_in_pieces_between_others_and_over_segments()
    {
        int[] lengths = [40, 600 << 10, 1, 512 << 10, (512 << 10) - 20, (512 << 10) - 12, 3 << 20, 900, 0];
        int next = 0;
        RecordedInputs inputs = RecordedInputs.Draw(11, 63, _ => lengths[next++ % lengths.Length]);
        long[] positions = inputs.Record(Run, s_small with { SegmentBytes = 2 << 20 });
        using InputReader reader = new(Run);
        Assert.Equal(inputs.Count, inputs.Compare(reader, positions));
        Assert.Null(reader.TornTail);
        Assert.InRange(Directory.GetFiles(RunFolder.InputOf(Run)).Length, 14, 40);
    }

    [Fact]
    [Trait("row", "22")]
    public void Large_records_that_rise_cost_the_writer_no_memory()
    {
        byte[] payload = new byte[16 << 20];
        using InputRecorder recorder = new(Run, new() { QueueBytes = 1 << 20, SegmentBytes = 256 << 20 });
        long allocated = long.MaxValue;
        Thread writer = new(() =>
        {
            recorder.Run();
            allocated = GC.GetAllocatedBytesForCurrentThread();
        });
        writer.Start();
        for (int bytes = 1 << 20; bytes <= payload.Length; bytes *= 2)
        {
            recorder.Append(InputKind.Message, 1, payload.AsSpan(0, bytes), bytes);
        }

        recorder.Complete();
        writer.Join();
        Assert.InRange(allocated, 0, 64 << 10);
        Assert.Equal(recorder.Position, recorder.DurablePosition);
    }

    [Fact]
    public void A_queue_that_is_full_lets_the_reader_wait_and_loses_nothing()
    {
        RecordedInputs inputs = RecordedInputs.Draw(6, 500, bits => (int)(bits.NextUInt64() % 400));
        using InputRecorder recorder = new(Run, s_small);
        Task<long[]> appending = Task.Run(
            () => Enumerable.Range(0, inputs.Count).Select(i => inputs[i].AppendTo(recorder)).ToArray(),
            TestContext.Current.CancellationToken
        );
        Assert.True(SpinWait.SpinUntil(() => recorder.FullWaits > 0, TimeSpan.FromSeconds(30)));
        Assert.False(appending.IsCompleted);
        Task writing = RecordedInputs.StartWriting(recorder);
        long[] positions = RecordedInputs.ResultOf(appending);
        RecordedInputs.Finish(recorder, writing);
        using InputReader reader = new(Run);
        Assert.Equal(inputs.Count, inputs.Compare(reader, positions));
    }

    [Fact]
    public void A_writer_that_is_gone_lets_the_reader_go_on()
    {
        RecordedInputs inputs = RecordedInputs.Draw(6, 100, bits => (int)(bits.NextUInt64() % 4_000));
        using InputRecorder recorder = new(Run, s_small);
        recorder.Complete();
        recorder.Run();
        long position = 0;
        for (int i = 0; i < inputs.Count; i++)
        {
            Assert.Equal(position, inputs[i].AppendTo(recorder));
            position += InputRecordLayout.SizeOf(inputs[i].Payload.Length);
        }

        Assert.Null(recorder.Fault);
        Assert.Equal(0, recorder.DurablePosition);
    }

    [Fact]
    public void What_is_appended_becomes_durable_while_recording_goes_on()
    {
        RecordedInputs inputs = RecordedInputs.Draw(7, 20, _ => 100);
        using InputRecorder recorder = new(Run, s_small with { SyncInterval = TimeSpan.FromMilliseconds(1) });
        Task writing = RecordedInputs.StartWriting(recorder);
        for (int i = 0; i < inputs.Count; i++)
        {
            inputs[i].AppendTo(recorder);
        }

        Assert.True(
            SpinWait.SpinUntil(() => recorder.DurablePosition == recorder.Position, TimeSpan.FromSeconds(30))
        );
        RecordedInputs.Finish(recorder, writing);
    }

    [Fact]
    public void A_folder_with_a_recording_is_refused()
    {
        RecordedInputs.Draw(8, 3, _ => 10).Record(Run, s_small);
        IOException refusal = Assert.Throws<IOException>(() => new InputRecorder(Run, s_small));
        Assert.Contains("holds a recording already", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => RunFolder.Prepare(Run));
    }

    [Fact]
    public void An_empty_recording_is_read_as_such()
    {
        RecordedInputs.Draw(9, 0, _ => 0).Record(Run, s_small);
        using InputReader reader = new(Run);
        Assert.False(reader.TryRead(out _));
        Assert.Null(reader.TornTail);
        using ScratchFolder nothing = new();
        using InputReader absent = new(nothing.FullPath);
        Assert.False(absent.TryRead(out _));
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Appending_and_reading_allocate_nothing()
    {
        byte[] payload = new byte[700];
        using InputRecorder recorder = new(Run, new InputRecorderOptions { QueueBytes = 1 << 20 });
        Task writing = RecordedInputs.StartWriting(recorder);
        Assert.Equal(0, AllocatedBytes.Least(() => Append(recorder, payload, 10_000)));
        RecordedInputs.Finish(recorder, writing);

        using InputReader reader = new(Run);
        int read = 0;
        Assert.Equal(0, AllocatedBytes.Least(() => read = Read(reader, 3_000)));
        Assert.Equal(3_000, read);
    }

    private static void Append(InputRecorder recorder, byte[] payload, int count)
    {
        for (int i = 0; i < count; i++)
        {
            recorder.Append(InputKind.Message, 1, payload, i);
        }
    }

    private static int Read(InputReader reader, int most)
    {
        int read = 0;
        while (read < most && reader.TryRead(out _))
        {
            read++;
        }

        return read;
    }
}
