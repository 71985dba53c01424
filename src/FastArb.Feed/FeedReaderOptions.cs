namespace FastArb.Feed;

/// <summary>How a live feed is read.</summary>
public sealed record FeedReaderOptions
{
    public WebSocketOptions Socket { get; init; } = new();

    /// <summary>How long it runs, in event time; without it, until it is told to stop.</summary>
    public TimeSpan? RunFor { get; init; }

    /// <summary>How long the node may take to confirm the subscriptions.</summary>
    public TimeSpan SubscribeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Addresses in one subscription; providers limit them.</summary>
    public int AddressesPerSubscription { get; init; } = SubscriptionRequests.AddressesMaxDefault;

    /// <summary>Which UTC the receive clock shows; event time begins there.</summary>
    public TimeAnchor Anchor { get; init; } = TimeAnchor.Now(TimeProvider.System);
}
