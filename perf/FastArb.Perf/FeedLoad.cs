namespace FastArb.Perf;

/// <summary>What the sender sends.</summary>
internal sealed record FeedLoad(string Name, string Mode, string Options)
{
    /// <summary>A block of the sender is one burst.</summary>
    public const int BurstLogs = 200;

    public static IReadOnlyList<FeedLoad> All { get; } =
    [
        new("paced 500/s", "paced", "--rate 500"),
        new("paced 2000/s", "paced", "--rate 2000"),
        new("burst of 200 sends", "burst", "--sends each"),
        new("burst of 200 in one send", "burst", "--sends one"),
        new("flood", "flood", string.Empty),
    ];
}
