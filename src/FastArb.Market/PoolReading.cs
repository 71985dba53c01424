using System.Collections.Immutable;

namespace FastArb.Market;

/// <summary>
/// Reads a pool's state from a chain in rounds of questions, all of one block. Knows no network: whoever
/// drives it asks <see cref="Calls"/>, however many at a time, and gives the answers back in their order.
/// </summary>
public abstract class PoolReading
{
    /// <summary>The questions of this round; empty when all is read.</summary>
    public ImmutableArray<ContractCall> Calls { get; protected set; } = [];

    /// <summary>What was read, once <see cref="Calls"/> is empty.</summary>
    public PoolContent? Content { get; protected set; }

    /// <summary>
    /// The bytes that each call of the round returned, in order; no bytes where it reverted. Says why the
    /// answers cannot be a pool's, or null.
    /// </summary>
    public abstract string? Take(ImmutableArray<ReadOnlyMemory<byte>> results);
}
