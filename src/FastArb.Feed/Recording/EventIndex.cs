using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

/// <summary>
/// Finds the event with which a block begins. It can be made from the events at any time: an index file that
/// is missing, damaged or short is made anew.
/// </summary>
public sealed class EventIndex
{
    private readonly List<EventIndexEntry> _chain = [];

    private EventIndex(IReadOnlyList<EventIndexEntry> entries)
    {
        Entries = [.. entries];
        foreach (EventIndexEntry entry in entries)
        {
            // A lower number comes after a higher one where the chain went back.
            while (_chain.Count > 0 && _chain[^1].BlockNumber >= entry.BlockNumber)
            {
                _chain.RemoveAt(_chain.Count - 1);
            }

            _chain.Add(entry);
        }
    }

    /// <summary>Every block that began, in the order of the events.</summary>
    public ImmutableArray<EventIndexEntry> Entries { get; }

    /// <summary>Whether the index file could not be used as it was.</summary>
    public bool WasRebuilt { get; private init; }

    /// <summary>Reads the index of a run; makes it, and writes it back, where that is needed.</summary>
    /// <exception cref="RecordingDamagedException">The events themselves are damaged.</exception>
    public static EventIndex Open(string runFolder)
    {
        List<EventIndexEntry> entries = Load(RunFolder.IndexOf(runFolder));
        int loaded = entries.Count;
        bool isUsable = loaded > 0 && TryComplete(runFolder, entries);
        if (!isUsable)
        {
            entries.Clear();
            Gather(runFolder, 0, entries);
        }

        if (!isUsable || entries.Count > loaded)
        {
            Save(RunFolder.IndexOf(runFolder), entries);
            return new EventIndex(entries) { WasRebuilt = true };
        }

        return new EventIndex(entries);
    }

    /// <summary>
    /// The last time that a block of this number began, unless the chain later went back below it for good.
    /// </summary>
    public bool TryFind(long blockNumber, out EventIndexEntry entry)
    {
        int low = 0;
        int high = _chain.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            entry = _chain[middle];
            if (entry.BlockNumber == blockNumber)
            {
                return true;
            }

            if (entry.BlockNumber < blockNumber)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        entry = default;
        return false;
    }

    // Up to the first record that is not sound: one bad record makes all after it doubtful.
    private static List<EventIndexEntry> Load(string path)
    {
        List<EventIndexEntry> entries = [];
        ReadOnlySpan<byte> bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        while (
            bytes.Length >= EventIndexRecord.ByteCount
            && EventIndexRecord.TryRead(bytes, entries.Count, out EventIndexEntry entry)
        )
        {
            entries.Add(entry);
            bytes = bytes[EventIndexRecord.ByteCount..];
        }

        return entries;
    }

    // The last entry must be what the events have in that place; what they have after it is added.
    private static bool TryComplete(string runFolder, List<EventIndexEntry> entries)
    {
        EventIndexEntry last = entries[^1];
        entries.RemoveAt(entries.Count - 1);
        int before = entries.Count;
        Gather(runFolder, last.Sequence, entries);
        return entries.Count > before && entries[before] == last;
    }

    private static void Gather(string runFolder, long fromSequence, List<EventIndexEntry> entries)
    {
        using EventReader reader = new(runFolder, fromSequence);
        while (reader.TryRead(out ReadOnlySpan<ChainEvent> events))
        {
            foreach (ref readonly ChainEvent slot in events)
            {
                if (slot.Kind == ChainEventKind.BlockBegin)
                {
                    entries.Add(new EventIndexEntry(slot.BlockNumber, slot.Sequence, slot.Position));
                }
            }
        }
    }

    private static void Save(string path, List<EventIndexEntry> entries)
    {
        byte[] bytes = new byte[entries.Count * EventIndexRecord.ByteCount];
        for (int place = 0; place < entries.Count; place++)
        {
            EventIndexRecord.Write(bytes.AsSpan(place * EventIndexRecord.ByteCount), entries[place], place);
        }

        WholeFile.Replace(path, bytes);
    }
}
