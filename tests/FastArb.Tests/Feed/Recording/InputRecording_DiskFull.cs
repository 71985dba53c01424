using FastArb.Feed;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

/// <summary>
/// The n-th write fails, n from 1 to 200: said by the recorder, no reader waits for ever, and what is on the
/// disk reads back.
/// </summary>
[Trait("row", "20")]
public sealed class InputRecording_DiskFull : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly RecordedInputs _inputs = RecordedInputs.Draw(
        3,
        1_000,
        bits => (int)(bits.NextUInt64() % 600)
    );

    /// <summary>All of 200 in the long form; else the first ones, and of the others each ninth.</summary>
    private static IEnumerable<int> Writes =>
        Enumerable.Range(1, 200).Where(n => n <= 24 || n % 9 == 0 || TestRounds.Of(1) > 1);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_failing_write_stops_the_recording_and_never_the_reader()
    {
        foreach (int failing in Writes)
        {
            FailingDisk disk = new(failing);
            InputRecorderOptions options = new()
            {
                Anchor = RecordedInputs.Anchor,
                SegmentBytes = 32 * 1024,
                QueueBytes = 1024,
                RoomForWrite = disk.RoomFor,
            };
            string run = Path.Combine(_scratch.FullPath, $"{failing}");
            if (failing == 1)
            {
                // The header of the first segment, which the constructor writes.
                MustRefuse(() => new InputRecorder(run, options));
                continue;
            }

            using InputRecorder recorder = new(run, options);
            Task writing = RecordedInputs.StartWriting(recorder);
            long[] positions =
            [
                .. Enumerable.Range(0, _inputs.Count).Select(i => _inputs[i].AppendTo(recorder)),
            ];
            RecordedInputs.Finish(recorder, writing);
            Assert.Equal("No space left on device", recorder.Fault?.Message);
            Assert.Equal(1, disk.Failures);
            Assert.InRange(recorder.DurablePosition, 0, recorder.Position - 1);

            using InputReader reader = new(run);
            int read = _inputs.Compare(reader, positions);
            Assert.InRange(read, 0, _inputs.Count - 1);
            Assert.True(positions[read] >= recorder.DurablePosition, $"write {failing}");
        }
    }

    [Fact]
    public void A_record_that_is_written_in_pieces_and_fails_in_one_is_a_torn_tail()
    {
        int[] lengths = [50, 700 << 10, 30, 900 << 10, 10];
        int next = 0;
        RecordedInputs inputs = RecordedInputs.Draw(4, lengths.Length, _ => lengths[next++]);
        SortedSet<int> wholes = [];
        for (int failing = 2; ; failing++)
        {
            FailingDisk disk = new(failing);
            string run = Path.Combine(_scratch.FullPath, $"{failing}");
            InputRecorderOptions options = new()
            {
                Anchor = RecordedInputs.Anchor,
                QueueBytes = 256 << 10,
                RoomForWrite = disk.RoomFor,
            };
            using InputRecorder recorder = new(run, options);
            Task writing = RecordedInputs.StartWriting(recorder);
            long[] positions =
            [
                .. Enumerable.Range(0, inputs.Count).Select(i => inputs[i].AppendTo(recorder)),
            ];
            RecordedInputs.Finish(recorder, writing);
            using InputReader reader = new(run);
            int read = inputs.Compare(reader, positions);
            wholes.Add(read);
            if (disk.Failures == 0)
            {
                Assert.Equal(inputs.Count, read);
                break;
            }

            Assert.Equal(positions[read], reader.Position);
            Assert.InRange(read, recorder.WrittenPosition > 0 ? 1 : 0, inputs.Count - 1);
            Assert.NotNull(reader.TornTail);
        }

        Assert.Superset(new SortedSet<int> { 1, 3, 5 }, wholes);
    }

    [Fact]
    public void Events_stop_being_written_and_are_hashed_on()
    {
        const int Events = 5_000;
        using EventRecorder sound = new(Path.Combine(_scratch.FullPath, "sound"));
        RecordedEvents.Append(sound, Events);
        sound.Complete();
        Assert.Null(sound.Fault);
        foreach (int failing in Writes)
        {
            FailingDisk disk = new(failing);
            EventRecorderOptions options = new() { SegmentBytes = 200_000, RoomForWrite = disk.RoomFor };
            string run = Path.Combine(_scratch.FullPath, $"{failing}");
            if (failing == 1)
            {
                MustRefuse(() => new EventRecorder(run, options));
                continue;
            }

            using EventRecorder recorder = new(run, options);
            while (recorder.Count < Events)
            {
                RecordedEvents.Append(recorder, Math.Min(Events - (int)recorder.Count, 40));
                recorder.Flush();
            }

            recorder.Complete();
            Assert.Equal("No space left on device", recorder.Fault?.Message);
            Assert.Equal(1, disk.Failures);
            Assert.Equal(sound.HashText, recorder.HashText);
            Assert.Equal(Events, recorder.Count);
            using EventReader reader = new(run);
            Assert.InRange(RecordedEvents.Compare(reader), 0, Events - 1);
        }
    }

    private static void MustRefuse(Func<IDisposable> open)
    {
        IOException refused = Assert.Throws<IOException>(() => open().Dispose());
        Assert.Equal("No space left on device", refused.Message);
    }

    private sealed class FailingDisk(int failing)
    {
        private int _writes;

        public int Failures { get; private set; }

        // Half of it still fits, as on a disk that fills up.
        public int RoomFor(int bytes)
        {
            if (++_writes < failing)
            {
                return bytes;
            }

            Failures++;
            return bytes / 2;
        }
    }
}
