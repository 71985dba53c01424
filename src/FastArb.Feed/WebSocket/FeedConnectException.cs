namespace FastArb.Feed;

/// <summary>
/// A connection did not come about. The message names the host and nothing else of the endpoint.
/// </summary>
public sealed class FeedConnectException : Exception
{
    public FeedConnectException(FeedConnectFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    public FeedConnectFault Fault { get; }

    /// <summary>The HTTP status where that is the fault, else 0.</summary>
    public int Status { get; init; }

    /// <summary>How long the node asks to be left alone, where it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
