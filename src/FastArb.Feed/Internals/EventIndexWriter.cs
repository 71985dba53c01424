namespace FastArb.Feed.Internals;

/// <summary>Gathers the entries of one block of slots, and appends them to the index after it.</summary>
internal sealed class EventIndexWriter(SegmentWriter file) : IDisposable
{
    private readonly byte[] _pending = new byte[EventBlockHeader.SlotsMax * EventIndexRecord.ByteCount];
    private int _pendingBytes;
    private int _count;

    public void Add(EventIndexEntry entry)
    {
        // Without room the disk has failed, and nothing will be written any more.
        if (_pendingBytes < _pending.Length)
        {
            EventIndexRecord.Write(_pending.AsSpan(_pendingBytes), entry, _count++);
            _pendingBytes += EventIndexRecord.ByteCount;
        }
    }

    public void Write()
    {
        if (_pendingBytes > 0)
        {
            file.Write(_pending.AsSpan(0, _pendingBytes));
            _pendingBytes = 0;
        }
    }

    public void Sync() => file.Sync();

    public void Dispose() => file.Dispose();
}
