using FastArb.Chain;
using FastArb.Feed;

namespace FastArb.Feeds;

/// <summary>What <c>fastarb record</c> was asked for.</summary>
internal sealed record RecordRequest(FeedEndpoint Node, string Folder, WatchRules Rules)
{
    /// <summary>How long, in event time; null: until it is told to stop.</summary>
    public TimeSpan? RunFor { get; init; }

    /// <summary>Asks the socket over and over instead of sleeping: a core for some microseconds.</summary>
    public bool BusyPoll { get; init; }

    public bool AllowPlainText { get; init; }
}
