using FastArb.Chain;

namespace FastArb.Feeds;

/// <summary>Takes events on the thread that makes them, in batches: counted, hashed, perhaps kept.</summary>
internal readonly struct TallySink : IChainEventSink
{
    private readonly EventBatch _batch;

    public TallySink(EventBatch batch) => _batch = batch;

    public ref ChainEvent Claim() => ref _batch.Claim();

    public void Publish() => _batch.Publish();
}
