namespace FastArb.Feed;

/// <summary>What the block order has seen and done. Written by the reader's thread alone.</summary>
public sealed class BlockOrderCounters
{
    /// <summary>Logs and heads that were known already.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Logs of sealed blocks: each a reorg, and the block again.</summary>
    public long LateLogs { get; internal set; }

    /// <summary>Logs of the open block with a lower index than one that was out.</summary>
    public long MisplacedLogs { get; internal set; }

    /// <summary>Logs of blocks that lie too deep to matter.</summary>
    public long StaleLogs { get; internal set; }

    /// <summary>Heads at or below the block that events start from.</summary>
    public long StaleHeads { get; internal set; }

    public long Reorgs { get; internal set; }

    /// <summary>The most blocks that one reorg took back.</summary>
    public long DepthMax { get; internal set; }

    public long SealedComplete { get; internal set; }

    public long SealedQuiet { get; internal set; }

    public long SealedLaterBlock { get; internal set; }

    public long SealedEnd { get; internal set; }

    public long CallsAsked { get; internal set; }

    public long CallsFailed { get; internal set; }

    /// <summary>
    /// Questions that had to wait because too many were put, or the way to the node failed.
    /// </summary>
    public long CallsPutOff { get; internal set; }

    /// <summary>Questions to contracts, and those of them that no node answered.</summary>
    public long QuestionsAsked { get; internal set; }

    public long QuestionsFailed { get; internal set; }

    /// <summary>Answers to where the node's chain ends, and the number that the last one said.</summary>
    public long LatestAnswered { get; internal set; }

    public long LatestNumber { get; internal set; }

    /// <summary>
    /// Answers for a block's logs that lacked some that had come live, or that were believed in the end.
    /// </summary>
    public long StaleAnswers { get; internal set; }

    /// <summary>
    /// Answers, heads or logs that say something else than what came live or was believed in the end, or than
    /// their own hash: lies.
    /// </summary>
    public long Contradictions { get; internal set; }

    /// <summary>Outages, and far starts, in which blocks were missed that were filled afterwards.</summary>
    public long GapsFilled { get; internal set; }

    /// <summary>Blocks that were filled after an outage.</summary>
    public long BlocksFilled { get; internal set; }

    /// <summary>Blocks whose head the node did not announce though it was connected.</summary>
    public long HeadsSkipped { get; internal set; }

    /// <summary>Answers that nobody waited for.</summary>
    public long UnknownAnswers { get; internal set; }

    public long Resynchronisations { get; internal set; }

    /// <summary>How often memory for waiting blocks or logs ran out; each is a resynchronisation.</summary>
    public long WaitingOverflow { get; internal set; }

    /// <summary>Times at which the connection was lost.</summary>
    public long Disconnections { get; internal set; }

    /// <summary>Logs that their head's bloom filter does not hold.</summary>
    public long BloomContradictions { get; internal set; }

    /// <summary>
    /// Sealed blocks whose bloom filter speaks of logs that had not come; they were asked for.
    /// </summary>
    public long BloomLacking { get; internal set; }

    /// <summary>
    /// Messages that give a block another number than its hash had before; logs of answers that are another
    /// block's, or out of order.
    /// </summary>
    public long Inconsistent { get; internal set; }
}
