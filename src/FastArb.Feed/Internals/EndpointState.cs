namespace FastArb.Feed.Internals;

/// <summary>A WebSocket endpoint, and what has become of it.</summary>
internal sealed class EndpointState(FeedEndpoint endpoint, ulong seed)
{
    public FeedEndpoint Endpoint { get; } = endpoint;

    public ReconnectPolicy Policy { get; } = new(seed);

    /// <summary>Why it is given up for good; null while it is not.</summary>
    public FeedEnd? Refusal { get; set; }

    /// <summary>Tries before anything had ever been reached.</summary>
    public int FirstFailures { get; set; }

    /// <summary>The last failure in words.</summary>
    public string LastFailure { get; set; } = string.Empty;

    /// <summary>Connections in a row that ended because of a silent subscription.</summary>
    public int SilentInARow { get; set; }
}
