using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>What <c>fastarb fetch</c> was asked for.</summary>
/// <param name="Node">Where to ask.</param>
/// <param name="Folder">The run's folder.</param>
/// <param name="Rules">Which logs are wanted.</param>
/// <param name="From">The first block.</param>
/// <param name="To">The last block, or the name that the node has for it.</param>
internal sealed record FetchRequest(FeedEndpoint Node, string Folder, WatchRules Rules, long From, string To)
{
    public bool AllowPlainText { get; init; }
}
