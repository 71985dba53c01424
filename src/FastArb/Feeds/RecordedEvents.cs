using System.Runtime.InteropServices;
using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>
/// The events that a run has recorded, beside those that its input gives now: equal to the byte, one by one,
/// as far as both go. After a crash one of the two may be longer.
/// </summary>
internal sealed class RecordedEvents : IDisposable
{
    private readonly EventReader? _reader;
    private readonly ChainEvent[] _left = new ChainEvent[1024];
    private int _start;
    private int _end;
    private bool _hasEnded;

    public RecordedEvents(string run)
    {
        _reader = Directory.Exists(RunFolder.EventsOf(run)) ? new EventReader(run) : null;
        _hasEnded = _reader is null;
    }

    /// <summary>How many were there in both, and equal.</summary>
    public long Equal { get; private set; }

    /// <summary>The first event that differs, or where the recorded ones cannot be read.</summary>
    public long? FirstDifference { get; private set; }

    /// <summary>
    /// How many were recorded beyond what the input gives; known after the last comparison.
    /// </summary>
    public long Beyond { get; private set; }

    public void Compare(ReadOnlySpan<ChainEvent> made)
    {
        while (!made.IsEmpty && FirstDifference is null && Fill())
        {
            int count = Math.Min(made.Length, _end - _start);
            ReadOnlySpan<byte> recorded = MemoryMarshal.AsBytes(_left.AsSpan(_start, count));
            int same =
                recorded.CommonPrefixLength(MemoryMarshal.AsBytes(made[..count])) / ChainEvent.ByteCount;
            Equal += same;
            if (same < count)
            {
                FirstDifference = Equal;
            }

            _start += count;
            made = made[count..];
        }
    }

    /// <summary>The input has given all that it gives.</summary>
    public void End()
    {
        while (FirstDifference is null && Fill())
        {
            Beyond += _end - _start;
            _start = _end;
        }
    }

    public void Dispose() => _reader?.Dispose();

    private bool Fill()
    {
        if (_start < _end)
        {
            return true;
        }

        try
        {
            if (_hasEnded || !_reader!.TryRead(out ReadOnlySpan<ChainEvent> events))
            {
                _hasEnded = true;
                return false;
            }

            events.CopyTo(_left);
            _start = 0;
            _end = events.Length;
            return true;
        }
        catch (RecordingDamagedException)
        {
            FirstDifference = Equal;
            return false;
        }
    }
}
