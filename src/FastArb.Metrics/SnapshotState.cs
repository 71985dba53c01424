namespace FastArb.Metrics;

/// <summary>What a snapshot's file says about whoever writes it.</summary>
public enum SnapshotState
{
    /// <summary>There is no file, or it cannot be opened.</summary>
    Absent = 0,

    /// <summary>Another version of the program has written it; it is not read.</summary>
    OtherVersion = 1,

    /// <summary>Bytes that no writer of ours has written, or no look that is whole.</summary>
    Damaged = 2,

    /// <summary>The values are as old as they may be.</summary>
    Alive = 3,

    /// <summary>
    /// The writer has not written when it should have: it was killed, or it hangs. The values are its last.
    /// </summary>
    Stale = 4,

    /// <summary>The writer has said that these values are its last.</summary>
    Ended = 5,
}
