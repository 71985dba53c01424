using FastArb.Chain;

namespace FastArb.Tests.Feed.Sequencing;

/// <summary>Keeps every event: what a stream consists of.</summary>
internal readonly struct ListSink : IChainEventSink
{
    private readonly KeptEvents _kept;

    public ListSink(KeptEvents kept) => _kept = kept;

    public ref ChainEvent Claim() => ref _kept.Claim();

    public void Publish() => _kept.Publish();
}
