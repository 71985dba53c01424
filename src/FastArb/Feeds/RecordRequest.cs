using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>What <c>fastarb record</c> was asked for.</summary>
internal sealed record RecordRequest(IReadOnlyList<FeedEndpoint> Nodes, string Folder, WatchRules Rules)
{
    /// <summary>The chain that it must be; 0: whichever the first node serves.</summary>
    public long ChainId { get; init; }

    /// <summary>How long, in event time; null: until it is told to stop.</summary>
    public TimeSpan? RunFor { get; init; }

    /// <summary>Asks the socket over and over instead of sleeping: a core for some microseconds.</summary>
    public bool BusyPoll { get; init; }

    public bool AllowPlainText { get; init; }

    /// <summary>Those that the feed comes from.</summary>
    public ImmutableArray<FeedEndpoint> WebSockets =>
        [.. Nodes.Where(node => node.Kind == FeedEndpointKind.WebSocket)];

    /// <summary>Those that only answer questions.</summary>
    public ImmutableArray<FeedEndpoint> Questions =>
        [.. Nodes.Where(node => node.Kind == FeedEndpointKind.Http)];

    /// <summary>Their hosts, for people.</summary>
    public string NodesText => string.Join(", ", Nodes);
}
