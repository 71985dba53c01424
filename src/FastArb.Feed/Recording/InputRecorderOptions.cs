namespace FastArb.Feed;

/// <summary>How the input is recorded.</summary>
public sealed record InputRecorderOptions
{
    /// <summary>A segment ends before the record that would make it larger than this.</summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>
    /// Room between the reader's thread and the disk; rounded up to a power of two. Larger records go through
    /// in pieces.
    /// </summary>
    public int QueueBytes { get; init; } = 16 << 20;

    /// <summary>Which UTC the receive times are; written into each segment.</summary>
    public TimeAnchor Anchor { get; init; }

    /// <summary>0 where it is not known.</summary>
    public ulong ChainId { get; init; }

    /// <summary>How long what has been written may stay unsafe from a power failure.</summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Goes on with the recording that is there, after cutting its torn tail; else such a one is refused.
    /// </summary>
    public bool Continues { get; init; }

    /// <summary>How many bytes of a write still fit; for tests of a full disk.</summary>
    internal Func<int, int>? RoomForWrite { get; init; }
}
