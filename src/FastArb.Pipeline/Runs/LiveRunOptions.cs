using FastArb.Feed;

namespace FastArb.Pipeline;

/// <summary>Where a live run's events come from, and where they go.</summary>
public sealed record LiveRunOptions(FeedSessionOptions Session)
{
    public WebSocketOptions Socket { get; init; } = new();

    public RpcHttpOptions Questions { get; init; } = new();

    /// <summary>Without them nothing is kept, and no lane can be built anew.</summary>
    public RunRecorders? Recorders { get; init; }

    /// <summary>The folder that the recorders write into: lanes are built anew from there.</summary>
    public string? RunFolder { get; init; }

    /// <summary>
    /// What the run's folder holds of an earlier process, if this one is to go on with it: the recorders go
    /// on too.
    /// </summary>
    public ResumedInput? Resumed { get; init; }
}
