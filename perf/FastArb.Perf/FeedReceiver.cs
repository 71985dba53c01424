namespace FastArb.Perf;

/// <summary>Who reads the frames, and how it waits for them.</summary>
internal sealed record FeedReceiver(string Name, string Kind, string Wait)
{
    /// <summary>An asynchronous one goes on wherever a thread is free.</summary>
    public bool StaysOnItsThread => Wait != "async";

    public static IReadOnlyList<FeedReceiver> All { get; } =
    [
        new("ours, busy", "ours", "busy"),
        new("ours, blocking", "ours", "blocking"),
        new("raw socket, busy", "raw", "busy"),
        new("raw socket, blocking", "raw", "blocking"),
        new("ClientWebSocket + Utf8JsonReader", "client-reader", "async"),
        new("ClientWebSocket + JsonDocument", "client-document", "async"),
    ];

    /// <summary>With twelve handlers behind the feed, and the bare socket for comparison.</summary>
    public static IReadOnlyList<FeedReceiver> OfPipeline { get; } =
    [
        new("twelve re-quotes, fused, busy", "fused", "busy"),
        new("twelve re-quotes, fused, blocking", "fused", "blocking"),
        new("feed alone, busy", "ours", "busy"),
        new("raw socket, busy", "raw", "busy"),
    ];
}
