// Runs on the housekeeping thread, some times a second.
// May not allocate or lock once it is made; a disk that hangs holds this thread and no other.
// Costs a checksum and one write of some kilobytes.
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using FastArb.Metrics.Internals;
using Microsoft.Win32.SafeHandles;

namespace FastArb.Metrics;

/// <summary>
/// Leaves values in a small file for whoever wants to look, without knowing who does. The file describes
/// itself; it appears whole, with the first look, and what a reader finds in it is one look, also when the
/// writer dies in the middle of the next.
/// </summary>
public sealed class SnapshotWriter : IDisposable
{
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly SafeFileHandle _file;
    private readonly byte[] _slot;
    private readonly int _wordCount;
    private readonly int _textBytes;
    private long _sequence;
    private bool _isVisible;

    /// <summary>For these values, in this order.</summary>
    /// <param name="path">What lies there is replaced with the first look.</param>
    /// <param name="series">What the values are.</param>
    /// <param name="interval">How often it will be written; much later, readers call it stale.</param>
    /// <param name="clock">Says when a look was; readers ask the same one.</param>
    public SnapshotWriter(
        string path,
        ImmutableArray<SnapshotSeries> series,
        TimeSpan interval,
        TimeProvider clock
    )
    {
        ArgumentNullException.ThrowIfNull(clock);
        _path = path;
        _clock = clock;
        _wordCount = series.Length;
        byte[] text = TextOf(series);
        _textBytes = text.Length;
        _slot = new byte[SnapshotFormat.SlotBytes(_wordCount)];
        byte[] header = HeaderOf(text, interval);
        _file = File.OpenHandle(
            TemporaryPath,
            FileMode.Create,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete
        );
        RandomAccess.Write(_file, header, 0);
        RandomAccess.Write(_file, text, header.Length);
    }

    /// <summary>The values: set them, then write them.</summary>
    public Span<long> Values => Words.Slice(SnapshotFormat.ValuesAt, _wordCount);

    private string TemporaryPath => _path + ".new";

    private Span<long> Words =>
        MemoryMarshal.Cast<byte, long>(_slot.AsSpan())[..(_wordCount + SnapshotFormat.SlotExtraWords)];

    /// <summary>Makes the values visible, all at once; after a failure it may be tried again.</summary>
    /// <param name="isLast">There will be no others: the writer ends as it should.</param>
    public void Write(bool isLast = false)
    {
        Span<long> words = Words;
        words[0] = ++_sequence;
        words[SnapshotFormat.MonotonicAt] = MetricClock.Monotonic(_clock);
        words[SnapshotFormat.UtcAt] = MetricClock.Utc(_clock);
        words[SnapshotFormat.LastAt] = isLast ? 1 : 0;
        words[^1] = (long)SnapshotFormat.Checksum(words[..^1]);
        int slot = (int)(_sequence & 1);
        RandomAccess.Write(_file, _slot, SnapshotFormat.SlotAt(slot, _textBytes, _wordCount));
        if (!_isVisible)
        {
            File.Move(TemporaryPath, _path, overwrite: true);
            _isVisible = true;
        }
    }

    public void Dispose() => _file.Dispose();

    private static byte[] TextOf(ImmutableArray<SnapshotSeries> series)
    {
        StringBuilder text = new();
        foreach (SnapshotSeries one in series)
        {
            text.Append((int)one.Unit).Append(' ').Append(one.Name).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private byte[] HeaderOf(ReadOnlySpan<byte> text, TimeSpan interval)
    {
        byte[] header = new byte[SnapshotFormat.HeaderBytes];
        Span<byte> bytes = header;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, SnapshotFormat.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[SnapshotFormat.VersionAt..], SnapshotFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[SnapshotFormat.TextBytesAt..], text.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[SnapshotFormat.WordsAt..], _wordCount);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[SnapshotFormat.ProcessAt..], Environment.ProcessId);
        BinaryPrimitives.WriteInt64LittleEndian(
            bytes[SnapshotFormat.IntervalAt..],
            interval.Ticks * MetricClock.NanosecondsPerTick
        );
        BinaryPrimitives.WriteUInt64LittleEndian(
            bytes[SnapshotFormat.FingerprintAt..],
            SnapshotFormat.Fingerprint(header, text)
        );
        return header;
    }
}
