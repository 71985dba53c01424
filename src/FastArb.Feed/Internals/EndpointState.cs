namespace FastArb.Feed.Internals;

/// <summary>A WebSocket endpoint, and what has become of it.</summary>
internal sealed class EndpointState(FeedEndpoint endpoint, ulong seed)
{
    public FeedEndpoint Endpoint { get; } = endpoint;

    public ReconnectPolicy Policy { get; } = new(seed);

    /// <summary>Questions to it: its pauses, and whether it takes batches.</summary>
    public QuestionRoute Questions { get; } = new(~seed);

    /// <summary>Why it is given up for good; null while it is not.</summary>
    public FeedEnd? Refusal { get; set; }

    /// <summary>Tries before anything had ever been reached.</summary>
    public int FirstFailures { get; set; }

    /// <summary>The last failure in words.</summary>
    public string LastFailure { get; set; } = string.Empty;

    /// <summary>Whether the last failure was told to the user.</summary>
    public bool IsFailureSaid { get; set; }

    /// <summary>Whether a subscription has lived long enough to show that the key is one.</summary>
    public bool HasServed { get; set; }

    /// <summary>Times in a row, since it served us, that it did not accept the key.</summary>
    public int KeyRefusals { get; set; }

    /// <summary>Connections in a row that ended because of a silent subscription.</summary>
    public int SilentInARow { get; set; }
}
