namespace FastArb.Chain;

/// <summary>What a room wants to know of the chain. All of them read.</summary>
public enum ChainCallKind
{
    /// <summary><c>eth_getBlockByHash</c>, without the transactions' contents.</summary>
    HeaderByHash = 0,

    /// <summary><c>eth_getLogs</c> of one block, by its hash, as the watch rules say.</summary>
    LogsByHash = 1,
}
