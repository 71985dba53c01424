using System.Runtime.InteropServices;
using FastArb.Chain;

namespace FastArb.Tests.Feed.Order;

/// <summary>Keeps events in a list.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ListSink(List<ChainEvent> events) : IChainEventSink
{
    public ref ChainEvent Claim()
    {
        events.Add(default);
        return ref CollectionsMarshal.AsSpan(events)[^1];
    }

    public void Publish()
    {
        // The slot is in the list already.
    }
}
