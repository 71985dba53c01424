namespace FastArb.Chain;

/// <summary>Why a block counts as complete; in <see cref="ChainEvent.Detail"/> of a seal.</summary>
public enum SealReason : byte
{
    None = 0,

    /// <summary>Its logs are proven complete: by its bloom filter, or by an answer for its hash.</summary>
    Complete = 1,

    /// <summary>Nothing came for it for a while.</summary>
    Quiet = 2,

    /// <summary>Something of a later block came.</summary>
    LaterBlock = 3,

    /// <summary>The recording ends with it, and holds whole blocks only.</summary>
    End = 4,
}
