using System.Text;
using System.Text.Json.Nodes;
using FastArb.EvmMath;

namespace FastArb.Scenarios.Anvil;

/// <summary>A real token on a test's node.</summary>
internal sealed class Erc20
{
    /// <summary>
    /// Enough for any call below; said, because a node cannot estimate a call that reverts.
    /// </summary>
    private const long CallGas = 120_000;

    private const long DeploymentGas = 3_000_000;

    private readonly AnvilRpc _rpc;

    private Erc20(AnvilRpc rpc, string address)
    {
        _rpc = rpc;
        Address = address;
    }

    /// <summary>In lower case.</summary>
    public string Address { get; }

    public static string TransferTopic { get; } = TopicOf("Transfer(address,address,uint256)");

    public static string ApprovalTopic { get; } = TopicOf("Approval(address,address,uint256)");

    /// <summary>Takes a block of its own.</summary>
    public static async Task<Erc20> DeployAsync(
        AnvilRpc rpc,
        string owner,
        UInt256 supply,
        CancellationToken cancellation
    )
    {
        await using FileStream file = File.OpenRead(NpmPackages.TokenContract);
        JsonNode contract = (await JsonNode.ParseAsync(file, cancellationToken: cancellation))!;
        JsonObject transaction = new()
        {
            ["from"] = owner,
            ["gas"] = AnvilRpc.Quantity(DeploymentGas),
            ["data"] = "0x" + AnvilRpc.TextOf(contract["bytecode"]) + Word(supply),
        };
        string hash = await rpc.SendTransactionAsync(transaction, cancellation);
        await rpc.MineAsync(1, cancellation);
        JsonNode receipt =
            await rpc.ReceiptAsync(hash, cancellation)
            ?? throw new InvalidOperationException("the token's transaction was not mined");
        return new Erc20(rpc, AnvilRpc.TextOf(receipt["contractAddress"]));
    }

    public Task<string> SendAsync(JsonObject transaction, CancellationToken cancellation) =>
        _rpc.SendTransactionAsync(transaction, cancellation);

    /// <summary>One log; reverts, with none, where the sender has less.</summary>
    public JsonObject Transfer(string from, string to, UInt256 amount) =>
        Call(from, "transfer(address,uint256)", to, amount);

    public JsonObject Approve(string owner, string spender, UInt256 amount) =>
        Call(owner, "approve(address,uint256)", spender, amount);

    private JsonObject Call(string from, string signature, string address, UInt256 amount) =>
        new()
        {
            ["from"] = from,
            ["to"] = Address,
            ["gas"] = AnvilRpc.Quantity(CallGas),
            ["data"] =
                TopicOf(signature)[..10] + address[2..].ToLowerInvariant().PadLeft(64, '0') + Word(amount),
        };

    private static string Word(UInt256 value) => value.ToString("x64");

    private static string TopicOf(string signature) =>
        "0x" + Keccak256.Hash(Encoding.ASCII.GetBytes(signature)).ToString("x64");
}
