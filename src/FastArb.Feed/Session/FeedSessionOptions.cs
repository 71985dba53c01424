using System.Collections.Immutable;

namespace FastArb.Feed;

/// <summary>Which nodes a feed comes from, and how long it runs.</summary>
public sealed record FeedSessionOptions
{
    /// <summary>The WebSockets, the preferred one first.</summary>
    public required ImmutableArray<FeedEndpoint> Endpoints { get; init; }

    /// <summary>Endpoints that answer questions and nothing else: route 1 is the first of them.</summary>
    public ImmutableArray<FeedEndpoint> QuestionEndpoints { get; init; } = [];

    /// <summary>The chain that it must be; 0: whichever the first node serves, from then on.</summary>
    public long ChainId { get; init; }

    /// <summary>How long it runs, in event time; without it, until it is told to stop.</summary>
    public TimeSpan? RunFor { get; init; }

    /// <summary>How long a node may take to say its chain and to confirm the subscriptions.</summary>
    public TimeSpan SubscribeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Addresses in one subscription; providers limit them.</summary>
    public int AddressesPerSubscription { get; init; } = SubscriptionRequests.AddressesMaxDefault;

    /// <summary>Questions in one batch; 1: none are batched.</summary>
    public int BatchMax { get; init; } = 20;

    /// <summary>
    /// How often each endpoint is tried before a feed that never reached a node ends; 0: for ever. A
    /// name that
    /// is mistyped is so told at once.
    /// </summary>
    public int FirstTries { get; init; }

    /// <summary>Spreads the tries of many feeds. The same seed waits as long again.</summary>
    public ulong Seed { get; init; }

    /// <summary>Which UTC the receive clock shows; event time begins there.</summary>
    public TimeAnchor Anchor { get; init; } = TimeAnchor.Now(TimeProvider.System);
}
