using BenchmarkDotNet.Attributes;
using FastArb.Market;

namespace FastArb.Benchmarks;

/// <summary>
/// One log to the state of its pool, journalled; and undone. In each figure that undoes, the log was applied
/// before: what undoing costs is the difference. 64 pools of a shape, 200 ticks each where there are ticks.
/// </summary>
[MemoryDiagnoser]
public class PoolTable_Logs
{
    private const int Count = 256;
    private readonly PoolTable _table = PoolTableSamples.Table();
    private readonly PoolChange[] _changes = new PoolChange[Count];
    private readonly int[] _pools = new int[Count];

    /// <summary>What the logs say.</summary>
    [ParamsAllValues]
    public LogSample Log { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        Draws draws = new(1);
        for (int i = 0; i < Count; i++)
        {
            (_pools[i], _changes[i]) = PoolTableSamples.Log(draws, Log, i);
        }

        Apply();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public UInt128 ApplyAndReadRoot()
    {
        Apply();
        return _table.Root;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public bool Apply()
    {
        bool all = true;
        _table.BeginBlock(1);
        for (int i = 0; i < Count; i++)
        {
            all &= _table.Apply(_pools[i], in _changes[i], (uint)i) == LogFault.None;
        }

        return all;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public bool ApplyAndUndo() => Apply() & _table.UndoTo(0);
}
