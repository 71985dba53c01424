using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the thread that replays. Allocates when a segment is opened, else nothing.
// Costs the copy from the page cache and, where it is checked, the hash: some 45 ns an event.

/// <summary>
/// Reads recorded events in order, by whole blocks of slots. A torn tail ends it and is reported, or, where
/// the events are still being written, is what is not there yet; damage anywhere else is refused.
/// </summary>
public sealed class EventReader : IDisposable
{
    // A few blocks at a time, so that they are still in the processor's cache when they are read.
    private const int WindowBytes = 512 << 10;

    private readonly SegmentFiles _files;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(WindowBytes, pinned: true);
    private readonly RunningHash? _running;
    private readonly RunningHash? _own;
    private readonly bool _follows;
    private long _from;
    private int _blockBytes;
    private int _blockEvents;
    private SegmentWindow? _window;
    private UInt128 _recordedHash = new RunningHash().Value;
    private int _segment = -1;
    private bool _hasEnded;

    /// <summary>
    /// Looks at the folder. From another event than the first on, each block is checked by its own hash
    /// instead
    /// of the running one.
    /// </summary>
    /// <exception cref="RecordingDamagedException">A segment is missing between others.</exception>
    public EventReader(string runFolder, long fromSequence = 0, bool checks = true)
        : this(runFolder, fromSequence, checks && fromSequence == 0, checks && fromSequence > 0) { }

    private EventReader(string runFolder, long fromSequence, bool checksRunning, bool checksOwn)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromSequence);
        _files = new SegmentFiles(RunFolder.EventsOf(runFolder), SegmentFiles.Events);
        _from = fromSequence;
        _running = checksRunning ? new RunningHash() : null;
        _own = checksOwn ? new RunningHash() : null;
        if (fromSequence > 0)
        {
            SkipSegments();
        }
    }

    private EventReader(string runFolder, long fromSequence)
        : this(runFolder, fromSequence, checksRunning: false, checksOwn: true) => _follows = true;

    /// <summary>
    /// For events that are still being written: reading that has come to the end goes on there later.
    /// </summary>
    public static EventReader Following(string runFolder, long fromSequence) => new(runFolder, fromSequence);

    /// <summary>The sequence number of the next event.</summary>
    public long NextSequence { get; private set; }

    /// <summary>
    /// The running hash at the end of the last block that was read, as it is recorded; checked where reading
    /// began with the first event.
    /// </summary>
    public string HashText => RunningHash.TextOf(_recordedHash);

    internal int Segment => _segment;

    /// <summary>Of the block that was read last.</summary>
    internal int BlockBytes => _blockBytes;

    /// <summary>Where in the last segment that was opened the next block is.</summary>
    internal long SegmentOffset => _window?.Offset ?? 0;

    /// <summary>What had to be left out; known when reading has ended.</summary>
    public TornTail? TornTail { get; private set; }

    /// <summary>The next events, valid until the next call; false at the end, or what is that now.</summary>
    /// <exception cref="RecordingDamagedException">The events are damaged elsewhere than at their
    /// end.</exception>
    public bool TryRead(out ReadOnlySpan<ChainEvent> events)
    {
        while (TryReadBlock(out events))
        {
            long before = _from - (NextSequence - events.Length);
            if (before <= 0)
            {
                return true;
            }

            if (before < events.Length)
            {
                events = events[(int)before..];
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The next read begins with this event, one of those that the last one gave.
    /// </summary>
    public void GoBackTo(long sequence)
    {
        if (_running is not null || sequence < NextSequence - _blockEvents || sequence >= NextSequence)
        {
            throw new InvalidOperationException($"event {sequence} is not among those that were read last");
        }

        _window!.Advance(-_blockBytes);
        NextSequence -= _blockEvents;
        _blockEvents = 0;
        _from = sequence;
    }

    public void Dispose()
    {
        _window?.Dispose();
        _window = null;
        _hasEnded = true;
    }

    internal bool TryReadBlock(out ReadOnlySpan<ChainEvent> events)
    {
        events = default;
        _blockEvents = 0;
        while (!_hasEnded)
        {
            string? fault = null;
            if (_window is { Left: > 0 })
            {
                fault = ReadBlock(_window, out events);
                if (fault is null)
                {
                    return true;
                }
            }

            // A segment that another one follows is whole: so whether one does is asked first.
            bool isLast = !HasSegment(_segment + 1);
            if (_follows && _window is not null && _window.HasGrown())
            {
                continue;
            }

            if (fault is not null)
            {
                EndOrRefuse(_window!, fault, isLast);
            }
            else if (!isLast && TryOpenNext())
            {
                continue;
            }

            _hasEnded = !_follows;
            break;
        }

        return false;
    }

    private string? ReadBlock(SegmentWindow window, out ReadOnlySpan<ChainEvent> events)
    {
        events = default;
        if (window.Left < EventBlockHeader.ByteCount)
        {
            return "a block of events is cut short";
        }

        if (!EventBlockHeader.TryRead(window.Peek(EventBlockHeader.ByteCount), out EventBlockHeader header))
        {
            return "no block of events begins here";
        }

        if (header.Sequence != NextSequence)
        {
            return $"event {header.Sequence} where event {NextSequence} was expected";
        }

        int size = EventBlockHeader.ByteCount + header.SlotBytes;
        ReadOnlySpan<byte> block = window.Left < size ? default : window.Peek(size);
        if (block.Length < size)
        {
            return "a block of events is cut short";
        }

        ReadOnlySpan<byte> slots = block[EventBlockHeader.ByteCount..];
        if (!HasHash(slots, header))
        {
            return $"the hash of events {header.Sequence} to {header.Sequence + header.Count - 1} is wrong";
        }

        events = MemoryMarshal.Cast<byte, ChainEvent>(slots);
        NextSequence += events.Length;
        _blockEvents = events.Length;
        _blockBytes = size;
        _recordedHash = header.RunningHash;
        window.Advance(size);
        return null;
    }

    private bool HasHash(ReadOnlySpan<byte> slots, in EventBlockHeader header)
    {
        if (_running is not null)
        {
            _running.Append(slots);
            return _running.Value == header.RunningHash;
        }

        if (_own is null || header.Sequence + header.Count <= _from)
        {
            return true;
        }

        _own.Reset();
        _own.Append(slots);
        return _own.Value == header.Hash;
    }

    private bool HasSegment(int number) =>
        number < _files.Count || (_follows && File.Exists(_files.PathOf(number)));

    // Only the last segment may end in the middle of a block, and only if no whole block follows.
    private void EndOrRefuse(SegmentWindow window, string fault, bool isLast)
    {
        byte[] rest = isLast ? window.ReadRest() : [];
        if (
            !isLast
            || rest.Length > SegmentHeader.ByteCount
                && EventBlockHeader.IsSoundAnywhere(rest.AsSpan(SegmentHeader.ByteCount))
        )
        {
            throw new RecordingDamagedException(window.Path, window.Offset, fault);
        }

        if (!_follows)
        {
            TornTail = new TornTail(NextSequence, window.Left);
            _hasEnded = true;
        }
    }

    private bool TryOpenNext()
    {
        int number = _segment + 1;
        SegmentWindow window = new(_files.PathOf(number), _buffer);
        ReadOnlySpan<byte> bytes = window.Peek(SegmentHeader.ByteCount);
        string? fault = SegmentHeader.Read(
            bytes,
            EventBlockHeader.SegmentMagic,
            out SegmentHeader header,
            out bool isWhole
        );
        fault ??=
            header.Number != number ? $"it says that it is segment {header.Number}"
            : header.Start != NextSequence
                ? $"it begins with event {header.Start} where {NextSequence} was due"
            : null;
        if (fault is not null)
        {
            using (window)
            {
                if (isWhole)
                {
                    throw new RecordingDamagedException(window.Path, 0, fault);
                }

                EndOrRefuse(window, fault, isLast: !HasSegment(number + 1));
                return false;
            }
        }

        window.Advance(SegmentHeader.ByteCount);
        _window?.Dispose();
        _window = window;
        _segment = number;
        return true;
    }

    // To the last segment that begins at or before the wanted event; one with a damaged header is left to the
    // reading.
    private void SkipSegments()
    {
        for (int number = 1; number < _files.Count; number++)
        {
            using SegmentWindow window = new(_files.PathOf(number), new byte[SegmentHeader.ByteCount]);
            string? fault = SegmentHeader.Read(
                window.Peek(SegmentHeader.ByteCount),
                EventBlockHeader.SegmentMagic,
                out SegmentHeader header,
                out _
            );
            if (fault is not null || header.Start > _from)
            {
                return;
            }

            _segment = number - 1;
            NextSequence = header.Start;
        }
    }
}
