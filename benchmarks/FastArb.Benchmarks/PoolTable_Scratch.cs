using BenchmarkDotNet.Attributes;
using FastArb.Market;

namespace FastArb.Benchmarks;

/// <summary>
/// A copy of a pool of 200 ticks as it was some logs ago, and back; and a saved state of 128 pools.
/// </summary>
[MemoryDiagnoser]
public class PoolTable_Scratch
{
    private readonly PoolTable _table = PoolTableSamples.Table();

    /// <summary>Logs of that pool between then and now.</summary>
    [Params(0, 100)]
    public int Logs { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        Draws draws = new(1);
        _table.BeginBlock(1);
        for (int i = 0; i < Logs; i++)
        {
            (_, PoolChange change) = PoolTableSamples.Log(draws, LogSample.Swap, i);
            _table.Apply(PoolTableSamples.PoolsPerShape, in change, 1);
        }
    }

    [Benchmark]
    public bool TakeRewindRelease()
    {
        int slot = _table.TakeScratch(PoolTableSamples.PoolsPerShape);
        bool done = _table.RewindScratch(slot, 1, 1);
        _table.ReleaseScratches();
        return done;
    }

    [Benchmark]
    public byte[] Save() => _table.Save();
}
