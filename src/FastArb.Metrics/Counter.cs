using FastArb.Metrics.Internals;

namespace FastArb.Metrics;

// Written by one thread, whichever counts; read by any other.
// May not lock, allocate, or share its cache lines with anything else that is written.
// Costs a load, an add and a store.

/// <summary>
/// A count that only grows. One thread writes it; others read it without a lock and see a value that was true
/// a moment ago.
/// </summary>
public sealed class Counter
{
    private PaddedValue _padded;

    public long Value => Volatile.Read(ref _padded.Value);

    /// <summary>Adds one. By the writing thread only: there is no interlocked operation in here.</summary>
    public void Increment() => Volatile.Write(ref _padded.Value, _padded.Value + 1);

    /// <summary>Adds an amount that is not negative. By the writing thread only.</summary>
    public void Add(long amount) => Volatile.Write(ref _padded.Value, _padded.Value + amount);
}
