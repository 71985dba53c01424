using FastArb.Chain;

namespace FastArb.Scenarios.Live;

/// <summary>Keeps every event that a feed gives out.</summary>
internal readonly struct KeptEvents(List<ChainEvent> kept) : IChainEventSink
{
    private readonly ChainEvent[] _next = new ChainEvent[1];

    public ref ChainEvent Claim() => ref _next[0];

    public void Publish() => kept.Add(_next[0]);
}
