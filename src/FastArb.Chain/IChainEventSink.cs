namespace FastArb.Chain;

/// <summary>
/// Where events go: a ring, or a handler on the same thread. Implemented by structs, so that the JIT sees
/// through the calls.
/// </summary>
public interface IChainEventSink
{
    /// <summary>The slot for the next event, to be filled whole. Waits while there is none.</summary>
    ref ChainEvent Claim();

    /// <summary>The slot claimed last is filled. After this it never changes.</summary>
    void Publish();
}
