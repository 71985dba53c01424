using System.Collections.Concurrent;
using FastArb.Chain;

namespace FastArb.Scenarios.Market;

/// <summary>Hands every event over to another thread.</summary>
internal readonly struct QueuedEvents(ConcurrentQueue<ChainEvent> queue) : IChainEventSink
{
    private readonly ChainEvent[] _next = new ChainEvent[1];

    public ref ChainEvent Claim() => ref _next[0];

    public void Publish() => queue.Enqueue(_next[0]);
}
