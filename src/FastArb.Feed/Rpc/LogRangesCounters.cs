namespace FastArb.Feed;

/// <summary>What fetching logs by ranges has met. One thread writes.</summary>
public sealed class LogRangesCounters
{
    /// <summary>Questions that were put.</summary>
    public long Asked { get; internal set; }

    /// <summary>Ranges that were divided because the node or its answer was not up to them.</summary>
    public long Splits { get; internal set; }

    /// <summary>Answers that lacked logs: cut off at a provider's limit, or of a backend that lags.</summary>
    public long Lacking { get; internal set; }

    /// <summary>Answers with logs of other blocks, out of order, or that a bloom filter excludes.</summary>
    public long Contradictions { get; internal set; }

    /// <summary>Blocks whose logs were asked for in full because a bloom filter speaks of more.</summary>
    public long WholeBlocks { get; internal set; }

    /// <summary>Blocks that needed no question: their bloom filter excludes what is wanted.</summary>
    public long Excluded { get; internal set; }
}
