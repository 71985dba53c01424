using FastArb.Feeds;
using FastArb.Pipeline;

namespace FastArb.Engines;

/// <summary>What <c>fastarb engine</c> was asked for.</summary>
internal sealed record EngineRequest(FeedNodes Nodes, string Folder, LanePlan Lanes)
{
    /// <summary>The market's file; null for the one that is built in.</summary>
    public string? Config { get; init; }

    /// <summary>Legs of the longest route.</summary>
    public int Hops { get; init; } = EngineOptions.HopsDefault;

    /// <summary>How long, in event time; null: until it is told to stop.</summary>
    public TimeSpan? RunFor { get; init; }

    /// <summary>Whether code is compiled before the first block.</summary>
    public bool WarmsUp { get; init; }

    /// <summary>Whether it ends when its front is gone.</summary>
    public bool HasFront { get; init; }
}
