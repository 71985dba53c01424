namespace FastArb.Feed.Internals;

/// <summary>A member that the decoder knows, as the index of a bit in a mask.</summary>
internal enum Member
{
    None = 0,

    // Of a log.
    Address,
    Topics,
    Data,
    BlockHash,
    BlockNumber,
    TransactionIndex,
    LogIndex,
    Removed,

    // Of a head.
    Number,
    Hash,
    ParentHash,
    Timestamp,
    BaseFeePerGas,
    GasUsed,
    GasLimit,
    LogsBloom,
    Transactions,

    // Of a head, and read only where its hash is made again.
    UnclesHash,
    Miner,
    StateRoot,
    TransactionsRoot,
    ReceiptsRoot,
    Difficulty,
    ExtraData,
    MixHash,
    Nonce,
    WithdrawalsRoot,
    BlobGasUsed,
    ExcessBlobGas,
    ParentBeaconBlockRoot,
    RequestsHash,

    // Of a message, and of a notification's parameters.
    Method,
    Params,
    Id,
    Result,
    Error,
    EventTime,

    Count,
}
