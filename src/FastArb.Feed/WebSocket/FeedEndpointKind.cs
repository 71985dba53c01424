namespace FastArb.Feed;

/// <summary>What can be done at an endpoint.</summary>
public enum FeedEndpointKind
{
    /// <summary>Subscribe, and ask.</summary>
    WebSocket = 0,

    /// <summary>Only ask.</summary>
    Http = 1,
}
