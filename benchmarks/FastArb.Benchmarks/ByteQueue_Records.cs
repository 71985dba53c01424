using BenchmarkDotNet.Attributes;
using FastArb.Ring;

namespace FastArb.Benchmarks;

/// <summary>One thread: what the recorder's queue costs the reader, with the copy of a frame.</summary>
[MemoryDiagnoser]
public class ByteQueue_Records
{
    private const int Count = 1024;

    private readonly byte[] _frame = new byte[400];
    private ByteQueue _queue = null!;

    [Params(WaitStyle.BusySpin, WaitStyle.Hybrid)]
    public WaitStyle Style { get; set; }

    [GlobalSetup]
    public void Fill() => _queue = new ByteQueue(1 << 20, Style);

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public void CopyAlone()
    {
        Span<byte> target = _queue.Claim(400);
        for (int i = 0; i < Count; i++)
        {
            _frame.CopyTo(target);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public void ClaimCopyPublish()
    {
        for (int i = 0; i < Count; i++)
        {
            _frame.CopyTo(_queue.Claim(400));
            _queue.Publish();
        }

        while (_queue.TryRead(out _))
        {
            _queue.Release();
        }
    }
}
