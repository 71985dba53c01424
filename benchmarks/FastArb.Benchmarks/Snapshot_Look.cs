using BenchmarkDotNet.Attributes;
using FastArb.Metrics;

namespace FastArb.Benchmarks;

/// <summary>
/// A snapshot of an engine's size, written and read: the writer four times a second, a reader as often as it
/// likes.
/// </summary>
[MemoryDiagnoser]
public class Snapshot_Look : IDisposable
{
    private const int Words = 200;
    private readonly string _path = Path.Combine(Path.GetTempPath(), "fastarb-benchmark-snapshot");
    private SnapshotWriter? _writer;

    [GlobalSetup]
    public void Open()
    {
        _writer = new SnapshotWriter(
            _path,
            [.. Enumerable.Range(0, Words).Select(i => SnapshotSeries.Word($"a_word_of_the_snapshot_{i}"))],
            TimeSpan.FromSeconds(1),
            TimeProvider.System
        );
        _writer.Write();
    }

    [Benchmark]
    public void Write() => _writer!.Write();

    [Benchmark]
    public Snapshot Read() => Snapshot.Read(_path, TimeProvider.System);

    [GlobalCleanup]
    public void Dispose()
    {
        _writer?.Dispose();
        File.Delete(_path);
        GC.SuppressFinalize(this);
    }
}
