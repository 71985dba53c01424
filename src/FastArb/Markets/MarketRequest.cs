using FastArb.Feed;

namespace FastArb.Markets;

/// <summary>What a command that reads pools was asked for.</summary>
/// <param name="Config">The market's file; null for the one that is built in.</param>
/// <param name="Node">Where to ask; null where only the file is to be read.</param>
/// <param name="Block">In the state after which block: a number or a name.</param>
/// <param name="AllowPlainText">Allows <c>http://</c> to other machines.</param>
internal sealed record MarketRequest(string? Config, FeedEndpoint? Node, string Block, bool AllowPlainText);
