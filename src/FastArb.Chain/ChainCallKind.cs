namespace FastArb.Chain;

/// <summary>What a room wants to know of the chain. All of them read.</summary>
public enum ChainCallKind
{
    /// <summary><c>eth_getBlockByHash</c>, without the transactions' contents.</summary>
    HeaderByHash = 0,

    /// <summary><c>eth_getLogs</c> of one block, by its hash, as the watch rules say.</summary>
    LogsByHash = 1,

    /// <summary><c>eth_getBlockByNumber</c>: of the chain as the node has it now.</summary>
    HeaderByNumber = 2,

    /// <summary><c>eth_getBlockByNumber</c> of <c>latest</c>: where the node's chain ends.</summary>
    HeaderLatest = 3,

    /// <summary>
    /// <c>eth_getLogs</c> of one block without a filter: the header's bloom filter proves it complete.
    /// </summary>
    AllLogsByHash = 4,

    /// <summary><c>eth_call</c> at a block's hash: <see cref="ChainCall.Question"/>.</summary>
    Contract = 5,
}
