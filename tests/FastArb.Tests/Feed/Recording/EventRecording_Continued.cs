using FastArb.Chain;
using FastArb.Feed;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

/// <summary>Row 19: a recording of events that a crash has ended goes on as if it had not.</summary>
[Trait("row", "19")]
public sealed class EventRecording_Continued : IDisposable
{
    private const int Count = 1_500;

    private static readonly EventRecorderOptions s_continues = new()
    {
        Continues = true,
        SegmentBytes = 200_000,
        Anchor = RecordedInputs.Anchor,
    };

    private readonly ScratchFolder _scratch = new();
    private readonly string[] _files;
    private readonly ChainEvent[] _events;
    private readonly string _hash;

    public EventRecording_Continued()
    {
        _hash = RecordedEvents.Record(Run, Count);
        _files = [.. Directory.GetFiles(RunFolder.EventsOf(Run), "*.events").Order(StringComparer.Ordinal)];
        Assert.InRange(_files.Length, 2, 10);
        _events = [.. Enumerable.Range(0, Count).Select(i => RecordedEvents.At(i))];
    }

    private string Run => _scratch.FullPath;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Cut_at_any_byte_of_its_last_segment_it_goes_on_to_the_same_events()
    {
        byte[] last = File.ReadAllBytes(_files[^1]);
        for (int bytes = 0; bytes <= last.Length; bytes += bytes < 66 || last.Length - bytes < 70 ? 7 : 9_777)
        {
            Array.ForEach(Directory.GetFiles(RunFolder.EventsOf(Run), "*2.events"), File.Delete);
            File.WriteAllBytes(_files[^1], last[..bytes]);
            TornTail? torn;
            using (EventReader reader = new(Run))
            {
                while (reader.TryRead(out _)) { }

                torn = reader.TornTail;
            }

            Assert.Equal(torn, Continue(_events));
            MustBeWhole(Count);
        }
    }

    [Fact]
    public void It_grows_where_more_events_come_than_were_there()
    {
        Directory.Delete(RunFolder.EventsOf(Run), recursive: true);
        for (int until = 0; until <= Count; until += 173)
        {
            Continue(_events.AsSpan(0, until));
            MustBeWhole(until);
        }
    }

    [Fact]
    public void What_ends_before_it_has_compared_all_leaves_all_as_it_was()
    {
        Continue(_events.AsSpan(0, 100));
        MustBeWhole(Count);
    }

    [Fact]
    public void Events_that_the_input_does_not_give_are_refused_with_their_file_and_offset()
    {
        _events[700].BlockNumber++;
        RecordingDamagedException damage = Assert.Throws<RecordingDamagedException>(() => Continue(_events));
        Assert.Contains("are not what the input gives", damage.Message, StringComparison.Ordinal);
        Assert.Contains(".events is damaged at byte", damage.Message, StringComparison.Ordinal);
        _events[700].BlockNumber--;
        Assert.Null(Continue(_events));
        MustBeWhole(Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(431)]
    [InlineData(1_200)]
    [InlineData(1_499)]
    [InlineData(1_500)]
    public void Events_can_be_cut_off_and_made_again(long fromSequence)
    {
        EventRecorder.Cut(Run, fromSequence);
        using (EventReader reader = new(Run))
        {
            while (reader.TryRead(out _)) { }

            Assert.InRange(reader.NextSequence, Math.Max(0, fromSequence - 256), fromSequence);
            Assert.Null(reader.TornTail);
        }

        Assert.Null(Continue(_events));
        MustBeWhole(Count);
    }

    private TornTail? Continue(ReadOnlySpan<ChainEvent> events)
    {
        using EventRecorder recorder = new(Run, s_continues);
        recorder.Append(events);
        recorder.Complete();
        Assert.Null(recorder.Fault);
        return recorder.TornTail;
    }

    private void MustBeWhole(int count)
    {
        using EventReader reader = new(Run);
        Assert.Equal((count, null), (RecordedEvents.Compare(reader), reader.TornTail));
        if (count == Count)
        {
            Assert.Equal(_hash, reader.HashText);
        }
    }
}
