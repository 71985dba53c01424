using System.Collections.Immutable;
using FastArb.Chain;

namespace FastArb.Market.Internals;

/// <summary>
/// A pool that is read from the chain in the state after one block: to load it, or to audit it.
/// </summary>
internal sealed class PoolJob(int pool, BlockIdentity pin, PoolReading reading, PoolContent? expected = null)
{
    private ReadOnlyMemory<byte>[] _results = [];

    public int Pool { get; } = pool;

    public BlockIdentity Pin { get; } = pin;

    public PoolReading Reading { get; } = reading;

    /// <summary>What the table held of the pool after that block, where this is an audit.</summary>
    public PoolContent? Expected { get; } = expected;

    /// <summary>What its first answers are to prove, before those of the reading.</summary>
    public ImmutableArray<int> Checks { get; set; } = [];

    /// <summary>The questions of this round.</summary>
    public ImmutableArray<ContractCall> Calls { get; private set; } = [];

    public ImmutableArray<ReadOnlyMemory<byte>> Results => [.. _results];

    /// <summary>How many of them are not answered.</summary>
    public int Missing { get; private set; }

    /// <summary>Nobody wants it any more: answers that still come are dropped.</summary>
    public bool IsOver { get; set; }

    /// <summary>Its block was taken back, and may come again or not.</summary>
    public bool IsDoubtful { get; set; }

    public void Begin(ImmutableArray<ContractCall> calls)
    {
        Calls = calls;
        Missing = calls.Length;
        _results = new ReadOnlyMemory<byte>[calls.Length];
    }

    public void Answer(int call, ReadOnlyMemory<byte> result)
    {
        _results[call] = result;
        Missing--;
    }
}
