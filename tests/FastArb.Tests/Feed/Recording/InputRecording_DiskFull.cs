using FastArb.Feed;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

/// <summary>The n-th write fails: said by the recorder, and no reader waits for ever.</summary>
public sealed class InputRecording_DiskFull : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly RecordedInputs _inputs = RecordedInputs.Draw(
        3,
        200,
        bits => (int)(bits.NextUInt64() % 600)
    );

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_failing_write_stops_the_recording_and_never_the_reader()
    {
        // The first write is a header, which is the constructor's.
        for (int failing = 2; failing < 24; failing += failing < 8 ? 1 : 5)
        {
            string run = Path.Combine(_scratch.FullPath, $"{failing}");
            FailingDisk disk = new(failing);
            using InputRecorder recorder = new(
                run,
                new InputRecorderOptions
                {
                    Anchor = RecordedInputs.Anchor,
                    SegmentBytes = 4096,
                    QueueBytes = 1024,
                    RoomForWrite = disk.RoomFor,
                }
            );
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
            Assert.True(read == _inputs.Count || positions[read] >= recorder.DurablePosition);
        }
    }

    [Fact]
    public void Events_stop_being_written_and_are_hashed_on()
    {
        FailingDisk disk = new(5);
        using EventRecorder failing = new(
            Path.Combine(_scratch.FullPath, "failing"),
            new EventRecorderOptions { RoomForWrite = disk.RoomFor }
        );
        using EventRecorder sound = new(Path.Combine(_scratch.FullPath, "sound"));
        RecordedEvents.Append(failing, 5_000);
        RecordedEvents.Append(sound, 5_000);
        failing.Complete();
        sound.Complete();
        Assert.Equal("No space left on device", failing.Fault?.Message);
        Assert.Null(sound.Fault);
        Assert.Equal(1, disk.Failures);
        Assert.Equal(sound.HashText, failing.HashText);
        Assert.Equal(5_000, failing.Count);
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
