using System.Runtime.InteropServices;
using FastArb.Chain;

namespace FastArb.Scenarios.Simulated;

/// <summary>Hands each event to an <see cref="AppliedChain"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct AppliedSink(AppliedChain chain) : IChainEventSink
{
    private readonly ChainEvent[] _slot = new ChainEvent[1];

    public ref ChainEvent Claim()
    {
        // A ring's slot holds an old event: nothing may be left of it.
        MemoryMarshal.AsBytes(_slot.AsSpan()).Fill(0x5A);
        return ref _slot[0];
    }

    public void Publish() => chain.Take(in _slot[0]);
}
