using FastArb.Metrics.Internals;

namespace FastArb.Metrics;

// Written by one thread, whichever measures; read by any other.
// May not lock, allocate, or share its cache lines with anything else that is written.
// Costs a store.

/// <summary>
/// A value that goes up and down. One thread writes it; others read it without a lock and see a value that
/// was true a moment ago.
/// </summary>
public sealed class Gauge
{
    private PaddedValue _padded;

    public long Value => Volatile.Read(ref _padded.Value);

    /// <summary>By the writing thread only.</summary>
    public void Set(long value) => Volatile.Write(ref _padded.Value, value);

    /// <summary>Moves it up, or down by a negative amount. By the writing thread only.</summary>
    public void Add(long amount) => Volatile.Write(ref _padded.Value, _padded.Value + amount);

    /// <summary>Keeps the greater of the two: a high-water mark. By the writing thread only.</summary>
    public void Raise(long value)
    {
        if (value > _padded.Value)
        {
            Volatile.Write(ref _padded.Value, value);
        }
    }
}
