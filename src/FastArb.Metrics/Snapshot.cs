using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FastArb.Metrics.Internals;
using Microsoft.Win32.SafeHandles;

namespace FastArb.Metrics;

/// <summary>
/// One look at what a <see cref="SnapshotWriter"/> has left. Reading waits for nobody and asks nothing of the
/// writer; what the file holds, and how it changes meanwhile, cannot throw.
/// </summary>
public sealed class Snapshot
{
    // A writer that was due so many times and has not come is not alive.
    private const int IntervalsMax = 8;

    // Each time the writer must have gone round once more, which takes it two intervals.
    private const int ReadingsMax = 8;

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly long[] _words;

    private Snapshot(SnapshotState state, string sentence)
    {
        State = state;
        Sentence = sentence;
        Series = [];
        _words = [];
    }

    private Snapshot(
        SnapshotState state,
        string sentence,
        int processId,
        ImmutableArray<SnapshotSeries> series,
        long[] words
    )
    {
        State = state;
        Sentence = sentence;
        ProcessId = processId;
        Series = series;
        _words = words;
        for (int i = 0; i < series.Length; i++)
        {
            _places[series[i].Name] = i;
        }
    }

    public SnapshotState State { get; }

    /// <summary>The state, for people.</summary>
    public string Sentence { get; }

    /// <summary>Whether there are values, of now or of when the writer was last seen.</summary>
    public bool HasValues => State is SnapshotState.Alive or SnapshotState.Stale or SnapshotState.Ended;

    /// <summary>Of the writer.</summary>
    public int ProcessId { get; }

    /// <summary>Which look it is: 1, 2, ...; 0 when there is none.</summary>
    public long Sequence => HasValues ? _words[0] : 0;

    public DateTimeOffset WrittenAt =>
        DateTimeOffset.UnixEpoch.AddTicks(
            HasValues ? _words[SnapshotFormat.UtcAt] / MetricClock.NanosecondsPerTick : 0
        );

    /// <summary>How long ago that was, when it was read.</summary>
    public TimeSpan Age { get; private init; }

    /// <summary>What the values are, in their order.</summary>
    public ImmutableArray<SnapshotSeries> Series { get; }

    /// <summary>The values.</summary>
    public ReadOnlySpan<long> Values =>
        HasValues ? _words.AsSpan(SnapshotFormat.ValuesAt, Series.Length) : default;

    /// <summary>A value by the name of its series, labels included; false where there is none.</summary>
    public bool TryGet(string name, out long value)
    {
        bool isThere = _places.TryGetValue(name, out int place);
        value = isThere ? Values[place] : 0;
        return isThere;
    }

    public static Snapshot Read(string path, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        try
        {
            // Opened anew each time: a run that was started again has another file.
            using SafeFileHandle file = File.OpenHandle(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            return Read(file, clock);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            string why = failure is FileNotFoundException or DirectoryNotFoundException
                ? $"there is no {path}"
                : failure.Message;
            return new Snapshot(SnapshotState.Absent, why);
        }
    }

    private static Snapshot Read(SafeFileHandle file, TimeProvider clock)
    {
        byte[] bytes = new byte[Math.Clamp(RandomAccess.GetLength(file), 0, SnapshotFormat.FileBytesMax)];
        for (int reading = 0; reading < ReadingsMax; reading++)
        {
            Span<byte> read = bytes.AsSpan(0, RandomAccess.Read(file, bytes, 0));
            if (!TryReadHeader(read, out Header header, out Snapshot? refusal))
            {
                return refusal;
            }

            if (TryReadSlots(read, header, out long[]? words))
            {
                ReadOnlySpan<byte> text = read.Slice(SnapshotFormat.HeaderBytes, header.TextBytes);
                return TryReadText(text, header.Words, out ImmutableArray<SnapshotSeries> series)
                    ? Of(header, series, words, clock)
                    : Damaged("its layout is not readable");
            }
        }

        return Damaged("it holds no whole look");
    }

    private static Snapshot Of(
        Header header,
        ImmutableArray<SnapshotSeries> series,
        long[] words,
        TimeProvider clock
    )
    {
        long age = MetricClock.Monotonic(clock) - words[SnapshotFormat.MonotonicAt];
        long ageUtc = MetricClock.Utc(clock) - words[SnapshotFormat.UtcAt];

        // The monotonic clock begins anew with the machine, and UTC may be set: both must agree, and the look
        // after a change of UTC does again.
        long bound = IntervalsMax * header.Interval;
        bool isRecent = age <= bound && age >= -bound && ageUtc <= bound && ageUtc >= -bound;
        SnapshotState state =
            words[SnapshotFormat.LastAt] != 0 ? SnapshotState.Ended
            : isRecent ? SnapshotState.Alive
            : SnapshotState.Stale;
        string who = string.Create(CultureInfo.InvariantCulture, $"process {header.ProcessId}");
        string when = DateTimeOffset
            .UnixEpoch.AddTicks(words[SnapshotFormat.UtcAt] / MetricClock.NanosecondsPerTick)
            .ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string sentence = state switch
        {
            SnapshotState.Alive => $"alive ({who})",
            SnapshotState.Ended => $"ended at {when} ({who})",
            _ => $"stale since {when}: {who} is gone or hangs",
        };
        return new Snapshot(state, sentence, header.ProcessId, series, words)
        {
            Age = TimeSpan.FromTicks(Math.Max(0, ageUtc) / MetricClock.NanosecondsPerTick),
        };
    }

    private static Snapshot Damaged(string why) =>
        new(SnapshotState.Damaged, $"the snapshot is damaged: {why}");

    private static bool TryReadHeader(
        ReadOnlySpan<byte> bytes,
        out Header header,
        [NotNullWhen(false)] out Snapshot? refusal
    )
    {
        header = default;
        if (
            bytes.Length < SnapshotFormat.HeaderBytes
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != SnapshotFormat.Magic
        )
        {
            refusal = Damaged("it does not begin like one");
            return false;
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[SnapshotFormat.VersionAt..]);
        if (version != SnapshotFormat.Version)
        {
            refusal = new Snapshot(
                SnapshotState.OtherVersion,
                $"the snapshot is of version {version},"
                    + $" and this program reads version {SnapshotFormat.Version}"
            );
            return false;
        }

        header = new Header(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[SnapshotFormat.TextBytesAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[SnapshotFormat.WordsAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[SnapshotFormat.ProcessAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[SnapshotFormat.IntervalAt..])
        );
        bool fits =
            header.TextBytes >= 0
            && header.TextBytes <= bytes.Length - SnapshotFormat.HeaderBytes
            && header.Words >= 0
            && header.Words <= SnapshotFormat.FileBytesMax / sizeof(long)
            && header.Interval is >= 0 and <= long.MaxValue / IntervalsMax;
        bool isWhole =
            fits
            && SnapshotFormat.Fingerprint(bytes, bytes.Slice(SnapshotFormat.HeaderBytes, header.TextBytes))
                == BinaryPrimitives.ReadUInt64LittleEndian(bytes[SnapshotFormat.FingerprintAt..]);
        refusal = isWhole ? null : Damaged("its fingerprint is another");
        return isWhole;
    }

    // Of the slots that are whole, the newer one.
    private static bool TryReadSlots(
        ReadOnlySpan<byte> bytes,
        Header header,
        [NotNullWhen(true)] out long[]? newest
    )
    {
        newest = null;
        for (int slot = 0; slot < 2; slot++)
        {
            int at = SnapshotFormat.SlotAt(slot, header.TextBytes, header.Words);
            int length = (header.Words + SnapshotFormat.SlotExtraWords) * sizeof(long);
            if (at > bytes.Length - length)
            {
                continue;
            }

            long[] words = MemoryMarshal.Cast<byte, long>(bytes.Slice(at, length)).ToArray();
            bool isWhole = words[0] > 0 && words[^1] == (long)SnapshotFormat.Checksum(words.AsSpan()[..^1]);
            if (isWhole && (newest is null || words[0] > newest[0]))
            {
                newest = words;
            }
        }

        return newest is not null;
    }

    private static bool TryReadText(
        ReadOnlySpan<byte> text,
        int words,
        out ImmutableArray<SnapshotSeries> series
    )
    {
        ImmutableArray<SnapshotSeries>.Builder read = ImmutableArray.CreateBuilder<SnapshotSeries>();
        foreach (
            string line in Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        )
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (
                space < 0
                || !int.TryParse(line.AsSpan(0, space), CultureInfo.InvariantCulture, out int unit)
                || !Enum.IsDefined((MetricUnit)unit)
            )
            {
                break;
            }

            read.Add(new SnapshotSeries(line[(space + 1)..], (MetricUnit)unit));
        }

        series = read.DrainToImmutable();
        return series.Length == words;
    }

    private readonly record struct Header(int TextBytes, int Words, int ProcessId, long Interval);
}
