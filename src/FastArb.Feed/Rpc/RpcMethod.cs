using System.Collections.Immutable;

namespace FastArb.Feed;

/// <summary>
/// A method that may be asked of a node. There are no others: every request is written from one of these, and
/// none of them changes anything on the chain or in the node.
/// </summary>
public sealed class RpcMethod
{
    private RpcMethod(string name) => Name = name;

    public static RpcMethod ChainId { get; } = new("eth_chainId");

    public static RpcMethod NetworkVersion { get; } = new("net_version");

    public static RpcMethod BlockNumber { get; } = new("eth_blockNumber");

    public static RpcMethod BlockByHash { get; } = new("eth_getBlockByHash");

    public static RpcMethod BlockByNumber { get; } = new("eth_getBlockByNumber");

    public static RpcMethod Logs { get; } = new("eth_getLogs");

    public static RpcMethod TransactionReceipt { get; } = new("eth_getTransactionReceipt");

    public static RpcMethod Call { get; } = new("eth_call");

    public static RpcMethod Code { get; } = new("eth_getCode");

    public static RpcMethod GasPrice { get; } = new("eth_gasPrice");

    public static RpcMethod FeeHistory { get; } = new("eth_feeHistory");

    public static RpcMethod Subscribe { get; } = new("eth_subscribe");

    public static RpcMethod Unsubscribe { get; } = new("eth_unsubscribe");

    /// <summary>The whole allow-list.</summary>
    public static ImmutableArray<RpcMethod> All { get; } =
    [
        ChainId,
        NetworkVersion,
        BlockNumber,
        BlockByHash,
        BlockByNumber,
        Logs,
        TransactionReceipt,
        Call,
        Code,
        GasPrice,
        FeeHistory,
        Subscribe,
        Unsubscribe,
    ];

    public string Name { get; }

    public override string ToString() => Name;
}
