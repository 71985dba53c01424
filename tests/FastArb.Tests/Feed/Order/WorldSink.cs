using System.Runtime.InteropServices;
using FastArb.Chain;

namespace FastArb.Tests.Feed.Order;

/// <summary>Hands each event to a <see cref="LinearWorld"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct WorldSink(LinearWorld world) : IChainEventSink
{
    private readonly ChainEvent[] _slot = new ChainEvent[1];

    public ref ChainEvent Claim()
    {
        // A ring's slot holds an old event: nothing may be left of it.
        MemoryMarshal.AsBytes(_slot.AsSpan()).Fill(0x5A);
        return ref _slot[0];
    }

    public void Publish() => world.Take(in _slot[0]);
}
