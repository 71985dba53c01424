using System.Collections.Immutable;
using FastArb.Metrics;
using FastArb.Tests.FrontDoor;

namespace FastArb.Tests.Metrics;

/// <summary>A snapshot's file in a folder of its own, with one writer and a clock moved by hand.</summary>
internal sealed class SnapshotScene : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ScratchFolder _folder = new();

    public SnapshotScene(int words = 3)
    {
        Series = [.. Enumerable.Range(0, words).Select(i => SnapshotSeries.Word($"word-{i}"))];
        Writer = NewWriter();
    }

    public ImmutableArray<SnapshotSeries> Series { get; }

    public HandClock Clock { get; } = new();

    public string Path => System.IO.Path.Combine(_folder.FullPath, "snapshot");

    public SnapshotWriter Writer { get; }

    public SnapshotWriter NewWriter() => new(Path, Series, Interval, Clock);

    /// <summary>A look whose words are all this number.</summary>
    public void Look(long value, bool isLast = false)
    {
        Writer.Values.Fill(value);
        Writer.Write(isLast);
    }

    public Snapshot Read() => Snapshot.Read(Path, Clock);

    public byte[] Bytes() => File.ReadAllBytes(Path);

    public void Put(byte[] bytes) => File.WriteAllBytes(Path, bytes);

    public void Dispose()
    {
        Writer.Dispose();
        _folder.Dispose();
    }
}
