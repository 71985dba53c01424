namespace FastArb.Feed;

/// <summary>How a session's connections are read.</summary>
public sealed record FeedReaderOptions
{
    public WebSocketOptions Socket { get; init; } = new();

    /// <summary>
    /// Takes a question to an HTTP endpoint: its number, the text, the ids in it. False: there is no room.
    /// </summary>
    public Func<int, ReadOnlySpan<byte>, ReadOnlySpan<long>, bool>? Post { get; init; }
}
