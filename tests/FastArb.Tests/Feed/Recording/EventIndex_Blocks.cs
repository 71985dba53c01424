using FastArb.Chain;
using FastArb.Feed;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Feed.Recording;

public sealed class EventIndex_Blocks : IDisposable
{
    private const int Count = 4_000;

    private readonly ScratchFolder _scratch = new();

    public EventIndex_Blocks() => RecordedEvents.Record(Run, Count);

    private string Run => _scratch.FullPath;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_index_finds_the_last_time_that_each_block_began()
    {
        EventIndex index = EventIndex.Open(Run);
        Assert.False(index.WasRebuilt);
        HoldsEveryBlock(index);
    }

    [Fact]
    public void A_missing_short_or_damaged_index_is_made_anew()
    {
        string path = RunFolder.IndexOf(Run);
        byte[] good = File.ReadAllBytes(path);
        File.Delete(path);
        IsMadeAnew(good);
        for (int bytes = 0; bytes < good.Length; bytes += 611)
        {
            File.WriteAllBytes(path, good[..bytes]);
            IsMadeAnew(good);
        }

        for (int at = 0; at < good.Length; at += 311)
        {
            byte[] bad = [.. good];
            bad[at] ^= 1;
            File.WriteAllBytes(path, bad);
            IsMadeAnew(good);
        }
    }

    [Fact]
    public void An_index_of_other_events_is_made_anew()
    {
        byte[] good = File.ReadAllBytes(RunFolder.IndexOf(Run));
        string other = Path.Combine(Run, "other");
        using (EventRecorder recorder = new(other))
        {
            for (int i = 0; i < Count; i++)
            {
                ChainEvent slot = RecordedEvents.At(i);
                slot.BlockNumber++;
                recorder.Append(in slot);
            }

            recorder.Complete();
        }

        File.Copy(RunFolder.IndexOf(other), RunFolder.IndexOf(Run), overwrite: true);
        IsMadeAnew(good);
    }

    [Fact]
    public void A_torn_tail_of_events_takes_its_blocks_out_of_the_index()
    {
        string last = Directory
            .GetFiles(RunFolder.EventsOf(Run), "*.events")
            .Order(StringComparer.Ordinal)
            .Last();
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..^1]);
        EventIndex index = EventIndex.Open(Run);
        Assert.True(index.WasRebuilt);
        using EventReader reader = new(Run);
        while (reader.TryRead(out _)) { }

        Assert.Equal((reader.NextSequence + 19) / 20, index.Entries.Length);
        Assert.False(EventIndex.Open(Run).WasRebuilt);
    }

    private void IsMadeAnew(byte[] good)
    {
        EventIndex index = EventIndex.Open(Run);
        Assert.True(index.WasRebuilt);
        Assert.Equal(good, File.ReadAllBytes(RunFolder.IndexOf(Run)));
        HoldsEveryBlock(index);
    }

    private static void HoldsEveryBlock(EventIndex index)
    {
        Dictionary<long, EventIndexEntry> last = [];
        for (int i = 0; i < Count; i += 20)
        {
            ChainEvent slot = RecordedEvents.At(i);
            last[slot.BlockNumber] = new EventIndexEntry(slot.BlockNumber, i, slot.Position);
        }

        Assert.True(last.Count < Count / 20);
        Assert.Equal(Count / 20, index.Entries.Length);
        foreach ((long number, EventIndexEntry expected) in last)
        {
            Assert.True(index.TryFind(number, out EventIndexEntry found));
            Assert.Equal(expected, found);
        }

        Assert.False(index.TryFind(last.Keys.Min() - 1, out _));
        Assert.False(index.TryFind(last.Keys.Max() + 1, out _));
    }
}
