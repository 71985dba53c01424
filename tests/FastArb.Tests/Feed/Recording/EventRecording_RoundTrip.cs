using FastArb.Chain;
using FastArb.Feed;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

public sealed class EventRecording_RoundTrip : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private string Run => _scratch.FullPath;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void What_was_recorded_is_read_back_with_the_same_hash()
    {
        string hash = RecordedEvents.Record(Run, 10_000);
        Assert.True(Directory.GetFiles(RunFolder.EventsOf(Run), "*.events").Length > 5);
        using EventReader reader = new(Run);
        Assert.Equal(10_000, RecordedEvents.Compare(reader));
        Assert.Equal(hash, reader.HashText);
        Assert.Null(reader.TornTail);
        using EventReader trusting = new(Run, checks: false);
        Assert.Equal(10_000, RecordedEvents.Compare(trusting));
        Assert.Equal(hash, trusting.HashText);
    }

    [Fact]
    public void The_hash_is_that_of_the_slots_alone_however_they_are_cut_into_blocks()
    {
        RunningHash plain = new();
        for (int i = 0; i < 3_000; i++)
        {
            plain.Append([RecordedEvents.At(i)]);
        }

        Assert.Equal(plain.Text, RecordedEvents.Record(Path.Combine(Run, "a"), 3_000));
        using EventRecorder once = new(Path.Combine(Run, "b"));
        once.Append([.. Enumerable.Range(0, 3_000).Select(i => RecordedEvents.At(i))]);
        Assert.Equal(plain.Text, once.HashText);
        once.Complete();
        using EventReader reader = new(Path.Combine(Run, "b"));
        RecordedEvents.Compare(reader);
        Assert.Equal(plain.Text, reader.HashText);
    }

    [Fact]
    public void Reading_may_begin_with_any_event()
    {
        RecordedEvents.Record(Run, 3_000);
        for (long from = 0; from <= 3_000; from += from < 30 ? 1 : 83)
        {
            using EventReader reader = new(Run, from);
            Assert.Equal(3_000, RecordedEvents.Compare(reader, from));
        }

        using EventReader beyond = new(Run, 5_000);
        Assert.False(beyond.TryRead(out _));
    }

    [Fact]
    public void Events_rebuilt_over_older_ones_have_the_same_hash()
    {
        string hash = RecordedEvents.Record(Run, 2_000);
        Assert.Throws<IOException>(() => new EventRecorder(Run));
        using (EventRecorder again = new(Run, new EventRecorderOptions { Replaces = true }))
        {
            RecordedEvents.Append(again, 2_000);
            again.Complete();
            Assert.Equal(hash, again.HashText);
        }

        using EventReader reader = new(Run);
        Assert.Equal(2_000, RecordedEvents.Compare(reader));
    }

    [Fact]
    public void An_event_out_of_order_is_refused()
    {
        using EventRecorder recorder = new(Run);
        ChainEvent slot = RecordedEvents.At(1);
        Assert.Throws<InvalidOperationException>(() => recorder.Append(in slot));
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Appending_and_reading_allocate_nothing()
    {
        using EventRecorder recorder = new(Run);
        Assert.Equal(0, AllocatedBytes.Least(() => RecordedEvents.Append(recorder, 3_000)));
        recorder.Complete();

        using EventReader reader = new(Run);
        Assert.Equal(0, AllocatedBytes.Least(() => Read(reader, 1_000)));
    }

    private static void Read(EventReader reader, int most)
    {
        long end = reader.NextSequence + most;
        while (reader.NextSequence < end)
        {
            Assert.True(reader.TryRead(out _));
        }
    }
}
