using BenchmarkDotNet.Attributes;
using FastArb.Feed;

namespace FastArb.Benchmarks;

/// <summary>
/// What recording costs the reader's thread: messages of a log's size, in bursts that the queue holds,
/// with the
/// writer's thread at work.
/// </summary>
[MemoryDiagnoser]
public class InputRecorder_Append : IDisposable
{
    private const int Count = 4096;
    private readonly string _folder = Directory.CreateTempSubdirectory("fastarb-").FullName;
    private byte[] _payload = [];
    private InputRecorder _recorder = null!;
    private Task _writing = Task.CompletedTask;

    [Params(64, 700, 1100)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Start()
    {
        _payload = new byte[Length];
        _recorder = new InputRecorder(Path.Combine(_folder, "run"), new InputRecorderOptions());
        _writing = Task.Factory.StartNew(
            _recorder.Run,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    // The queue is empty again: what is measured is the reader's work, not the disk's.
    [IterationSetup]
    public void Settle() => SpinWait.SpinUntil(() => _recorder.IsDrained);

    [Benchmark(OperationsPerInvoke = Count)]
    public long Append()
    {
        long position = 0;
        for (int i = 0; i < Count; i++)
        {
            position = _recorder.Append(InputKind.Message, 0, _payload, i);
        }

        return position;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _recorder.Complete();
        _writing.Wait();
        _recorder.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
