using FastArb.Chain;

namespace FastArb.Feeds;

/// <summary>What <c>fastarb record</c> was asked for.</summary>
internal sealed record RecordRequest(FeedNodes Nodes, string Folder, WatchRules Rules)
{
    /// <summary>The chain that it must be; 0: whichever the first node serves.</summary>
    public long ChainId { get; init; }

    /// <summary>How long, in event time; null: until it is told to stop.</summary>
    public TimeSpan? RunFor { get; init; }

    /// <summary>Asks the socket over and over instead of sleeping: a core for some microseconds.</summary>
    public bool BusyPoll { get; init; }
}
