using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Scenarios.Live;

/// <summary>A log with the words of all its slots: address, topics, data.</summary>
internal sealed record SettledLog(ChainEvent First)
{
    public List<UInt256> Words { get; } = [];
}
