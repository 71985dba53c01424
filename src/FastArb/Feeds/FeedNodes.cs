using System.Collections.Immutable;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>The nodes that a command was given.</summary>
/// <param name="All">In their order; one at least is a WebSocket.</param>
/// <param name="AllowPlainText">Allows <c>ws://</c> and <c>http://</c> to other machines.</param>
internal sealed record FeedNodes(ImmutableArray<FeedEndpoint> All, bool AllowPlainText)
{
    /// <summary>Those that the feed comes from.</summary>
    public ImmutableArray<FeedEndpoint> WebSockets =>
        [.. All.Where(node => node.Kind == FeedEndpointKind.WebSocket)];

    /// <summary>Those that only answer questions.</summary>
    public ImmutableArray<FeedEndpoint> Questions =>
        [.. All.Where(node => node.Kind == FeedEndpointKind.Http)];

    /// <summary>Their hosts, for people.</summary>
    public override string ToString() => string.Join(", ", All);
}
