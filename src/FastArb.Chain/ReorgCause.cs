namespace FastArb.Chain;

/// <summary>What told that the head went back; in <see cref="ChainEvent.Detail"/> of a reorg.</summary>
public enum ReorgCause : byte
{
    None = 0,

    /// <summary>A head that does not link to ours, but to one of its ancestors.</summary>
    UnlinkedHead = 1,

    /// <summary>The node took a log back (<c>removed: true</c>).</summary>
    RemovedLog = 2,

    /// <summary>A log came for a block that was sealed: to its parent, and the block again.</summary>
    LateLog = 3,

    /// <summary>
    /// A log came with a lower index than one that was out: to its parent, and the block again.
    /// </summary>
    MisplacedLog = 4,
}
