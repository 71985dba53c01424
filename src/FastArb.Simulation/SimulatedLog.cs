using System.Collections.Immutable;
using FastArb.EvmMath;

namespace FastArb.Simulation;

/// <summary>A log of a simulated block; its index is its place among the block's logs.</summary>
public sealed record SimulatedLog(
    Address Address,
    ImmutableArray<UInt256> Topics,
    ReadOnlyMemory<byte> Data,
    int TransactionIndex
);
