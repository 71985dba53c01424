namespace FastArb.Feed;

/// <summary>What a <see cref="LogQuestion"/> asks for.</summary>
public enum LogQuestionKind
{
    /// <summary>What the watch rules want, of a range of blocks.</summary>
    Range = 0,

    /// <summary>What the watch rules want, of one block by its hash.</summary>
    Block = 1,

    /// <summary>All logs of one block by its hash: its header's bloom filter proves them complete.</summary>
    WholeBlock = 2,
}
