using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.Feed.Internals;

namespace FastArb.Feed;

// Runs on the thread that replays. Allocates when a segment is opened, else nothing.
// Costs the copy from the page cache and, where it is checked, the hash: some 45 ns an event.

/// <summary>
/// Reads recorded events in order, by whole blocks of slots. A torn tail ends it and is reported; damage
/// anywhere else is refused.
/// </summary>
public sealed class EventReader : IDisposable
{
    // A few blocks at a time, so that they are still in the processor's cache when they are read.
    private const int WindowBytes = 512 << 10;

    private readonly SegmentFiles _files;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(WindowBytes, pinned: true);
    private readonly RunningHash? _running;
    private readonly RunningHash? _own;
    private readonly long _from;
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
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromSequence);
        _files = new SegmentFiles(RunFolder.EventsOf(runFolder), SegmentFiles.Events);
        _from = fromSequence;
        _running = checks && fromSequence == 0 ? new RunningHash() : null;
        _own = checks && fromSequence > 0 ? new RunningHash() : null;
        if (fromSequence > 0)
        {
            SkipSegments();
        }
    }

    /// <summary>The sequence number of the next event.</summary>
    public long NextSequence { get; private set; }

    /// <summary>
    /// The running hash at the end of the last block that was read, as it is recorded; checked where reading
    /// began with the first event.
    /// </summary>
    public string HashText => RunningHash.TextOf(_recordedHash);

    /// <summary>What had to be left out; known when reading has ended.</summary>
    public TornTail? TornTail { get; private set; }

    /// <summary>The next events, valid until the next call; false at the end.</summary>
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

    public void Dispose()
    {
        _window?.Dispose();
        _window = null;
        _hasEnded = true;
    }

    private bool TryReadBlock(out ReadOnlySpan<ChainEvent> events)
    {
        events = default;
        while (!_hasEnded)
        {
            if (_window is null || _window.Left == 0)
            {
                _hasEnded = !TryOpenNext();
                continue;
            }

            string? fault = ReadBlock(_window, out events);
            if (fault is null)
            {
                return true;
            }

            EndOrRefuse(_window, fault);
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

    // Only the last segment may end in the middle of a block, and only if no whole block follows.
    private void EndOrRefuse(SegmentWindow window, string fault)
    {
        bool isLast = _segment == _files.Count - 1;
        byte[] rest = isLast ? window.ReadRest() : [];
        if (
            !isLast
            || rest.Length > SegmentHeader.ByteCount
                && EventBlockHeader.IsSoundAnywhere(rest.AsSpan(SegmentHeader.ByteCount))
        )
        {
            throw new RecordingDamagedException(window.Path, window.Offset, fault);
        }

        TornTail = new TornTail(NextSequence, window.Left);
        _hasEnded = true;
    }

    private bool TryOpenNext()
    {
        if (_segment + 1 >= _files.Count)
        {
            return false;
        }

        _segment++;
        _window?.Dispose();
        SegmentWindow window = new(_files.PathOf(_segment), _buffer);
        _window = window;
        ReadOnlySpan<byte> bytes = window.Peek(SegmentHeader.ByteCount);
        string? fault = SegmentHeader.Read(
            bytes,
            EventBlockHeader.SegmentMagic,
            out SegmentHeader header,
            out bool isWhole
        );
        fault ??=
            header.Number != _segment ? $"it says that it is segment {header.Number}"
            : header.Start != NextSequence
                ? $"it begins with event {header.Start} where {NextSequence} was due"
            : null;
        if (fault is null)
        {
            window.Advance(SegmentHeader.ByteCount);
            return true;
        }

        if (isWhole)
        {
            throw new RecordingDamagedException(window.Path, 0, fault);
        }

        EndOrRefuse(window, fault);
        return false;
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
