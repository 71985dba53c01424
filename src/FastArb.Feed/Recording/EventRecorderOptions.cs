namespace FastArb.Feed;

/// <summary>How the events are recorded.</summary>
public sealed record EventRecorderOptions
{
    /// <summary>A segment ends before the block of slots that would make it larger than this.</summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>Written into each segment, for whoever looks at a file by itself.</summary>
    public TimeAnchor Anchor { get; init; }

    /// <summary>0 where it is not known.</summary>
    public ulong ChainId { get; init; }

    /// <summary>
    /// Deletes the events that are there, which the input can give again; else such a folder is refused.
    /// </summary>
    public bool Replaces { get; init; }

    /// <summary>
    /// Goes on with the events that are there. All events come again, from the first on: those that are there
    /// are compared with them, the rest is written behind.
    /// </summary>
    public bool Continues { get; init; }

    /// <summary>How many bytes of a write still fit; for tests of a full disk.</summary>
    internal Func<int, int>? RoomForWrite { get; init; }
}
