using BenchmarkDotNet.Attributes;
using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Benchmarks;

/// <summary>Recorded events back in memory, from files that the system still holds.</summary>
[MemoryDiagnoser]
public class EventReader_Read
{
    private const int Count = 300_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("fastarb-").FullName;

    [GlobalSetup]
    public void Record()
    {
        using EventRecorder recorder = new(_folder);
        ChainEvent slot = default;
        for (int i = 0; i < Count; i++)
        {
            slot.Sequence = i;
            slot.Kind = i % 300 == 0 ? ChainEventKind.BlockBegin : ChainEventKind.Log;
            slot.BlockNumber = i / 300;
            recorder.Append(in slot);
        }

        recorder.Complete();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public long Checked() => Read(checks: true);

    [Benchmark(OperationsPerInvoke = Count)]
    public long Unchecked() => Read(checks: false);

    [GlobalCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    private long Read(bool checks)
    {
        using EventReader reader = new(_folder, 0, checks);
        long blocks = 0;
        while (reader.TryRead(out ReadOnlySpan<ChainEvent> events))
        {
            foreach (ref readonly ChainEvent slot in events)
            {
                blocks += slot.BlockNumber;
            }
        }

        return blocks;
    }
}
