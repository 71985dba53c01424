using System.Globalization;
using System.Text.Json.Nodes;
using FastArb.EvmMath;
using FastArb.Market;
using FastArb.Scenarios.Anvil;
using Xunit;

namespace FastArb.Scenarios.Market;

/// <summary>Tokens that tax, block or lie, on a real node: each is found out before it can earn.</summary>
[Trait("row", "30")]
public sealed class Tokens_OnAnvil
{
    // The contract BadToken knows it as a pool.
    private static readonly Address s_pool = Address.FromLowBits(0xF457A5B0);

    private static readonly UInt256 s_held = (UInt256)1_000_000_000_000_000_000;

    /// <summary>Manners of BadToken.sol, and a word of what must be said of them.</summary>
    private static readonly (uint Manner, string Said)[] s_bad =
    [
        (1, "arrives as"),
        (2, "arrives as"),
        (3, "arrives as"),
        (4, "come back whole"),
        (5, "arrives as"),
        (9, "cannot be sent by"),
        (10, "cannot be sent by"),
        (12, "cannot be sent by"),
        (13, "arrives as"),
        (14, "does not say"),
        (15, "cannot be sent by"),
        (16, "cannot be sent by"),
        (20, "arrives as"),
        (21, "arrives as"),
        (22, "cannot be sent by"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_code_that_tokens_are_tried_out_with_is_that_of_its_source()
    {
        string created = ContractCode.Own("TokenProbe");
        Assert.EndsWith(
            Convert.ToHexStringLower(TokenProbe.Code.AsSpan()),
            created,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_honest_token_passes_and_moves_nothing()
    {
        using AnvilNode node = await AnvilNode.StartAsync(new AnvilOptions(), Cancellation);
        Address token = await DeployAsync(node.Rpc, "Token", 18);
        await SendAsync(node.Rpc, token, AbiCall.Of("mint(address,uint256)", s_pool.ToWord(), s_held));
        Assert.Null(await FaultAsync(node.Rpc, token));
        Assert.Null(await FaultAsync(node.Rpc, token));
        Assert.Equal(s_held, await HeldAsync(node.Rpc, token));
        Assert.Contains(
            "where the pool says",
            await FaultAsync(node.Rpc, token, s_held + UInt256.One),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Each_way_to_cheat_is_found_out_and_named()
    {
        using AnvilNode node = await AnvilNode.StartAsync(new AnvilOptions(), Cancellation);
        foreach ((uint manner, string said) in s_bad)
        {
            Address token = await MadeAsync(node.Rpc, manner);
            string? fault = await FaultAsync(node.Rpc, token, manner == 14 ? UInt256.One : s_held);
            Assert.True(
                fault?.Contains(said, StringComparison.Ordinal) == true,
                $"manner {manner}: {fault ?? "nothing found"}"
            );
        }

        // An address without a contract.
        Assert.Contains("does not say", await FaultAsync(node.Rpc, s_pool), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, "arrives as")]
    [InlineData(11, "cannot be sent by")]
    public async Task A_token_that_begins_to_cheat_is_found_out_when_asked_again(uint manner, string said)
    {
        using AnvilNode node = await AnvilNode.StartAsync(new AnvilOptions(), Cancellation);
        Address token = await MadeAsync(node.Rpc, manner);
        Assert.Null(await FaultAsync(node.Rpc, token));
        await SendAsync(node.Rpc, token, AbiCall.Of("switchOn()"));
        Assert.Contains(said, await FaultAsync(node.Rpc, token), StringComparison.Ordinal);
    }

    [Theory]
    // Down: the pool has less than it believes. Up by a crooked factor: units are lost to rounding.
    [InlineData(7, 900_000_000_000_000_000)]
    [InlineData(8, 1_333_333_333_333_333_333)]
    public async Task A_token_whose_balances_move_by_themselves_is_found_out(uint manner, long scale)
    {
        using AnvilNode node = await AnvilNode.StartAsync(new AnvilOptions(), Cancellation);
        Address token = await MadeAsync(node.Rpc, manner);
        Assert.Null(await FaultAsync(node.Rpc, token));
        await SendAsync(node.Rpc, token, AbiCall.Of("rescale(uint256)", (UInt256)(ulong)scale));
        Assert.NotNull(await FaultAsync(node.Rpc, token));
    }

    private static async Task<Address> MadeAsync(AnvilRpc rpc, uint manner)
    {
        Address token = await DeployAsync(rpc, "BadToken", manner);
        await SendAsync(rpc, token, AbiCall.Of("mint(address,uint256)", s_pool.ToWord(), s_held));
        return token;
    }

    private static Task<string?> FaultAsync(AnvilRpc rpc, Address token) => FaultAsync(rpc, token, s_held);

    private static async Task<string?> FaultAsync(AnvilRpc rpc, Address token, UInt256 held)
    {
        ContractCall call = TokenProbe.CallOf(s_pool, token, token);
        string code = "0x" + Convert.ToHexStringLower(TokenProbe.Code.AsSpan());
        JsonObject overrides = [];
        foreach (Address account in call.CodeInPlaceOf)
        {
            overrides[account.ToString()] = new JsonObject { ["code"] = code };
        }

        JsonObject asking = new()
        {
            ["to"] = call.To.ToString(),
            ["data"] = "0x" + Convert.ToHexString(call.Data.AsSpan()),
        };
        JsonNode? answer = await rpc.CallAsync("eth_call", [asking, "latest", overrides], Cancellation);
        byte[] bytes = Convert.FromHexString(AnvilRpc.TextOf(answer).AsSpan(2));
        string? fault = TokenProbe.FaultOf(bytes, 0, in held);
        Assert.Equal(fault is null, TokenProbe.FaultOf(bytes, 1, in held) is null);
        return fault;
    }

    private static async Task<UInt256> HeldAsync(AnvilRpc rpc, Address token)
    {
        JsonObject asking = new()
        {
            ["to"] = token.ToString(),
            ["data"] = AbiCall.Of("balanceOf(address)", s_pool.ToWord()),
        };
        return AbiCall.Words(await rpc.CallAsync("eth_call", [asking, "latest"], Cancellation)).Single();
    }

    private static async Task<Address> DeployAsync(AnvilRpc rpc, string contract, uint argument)
    {
        string data = "0x" + ContractCode.Own(contract) + AbiCall.Digits([(UInt256)argument]);
        JsonNode receipt = await MinedAsync(rpc, new JsonObject { ["data"] = data });
        return Address.Parse(AnvilRpc.TextOf(receipt["contractAddress"]), CultureInfo.InvariantCulture);
    }

    private static Task<JsonNode> SendAsync(AnvilRpc rpc, Address to, string data) =>
        MinedAsync(rpc, new JsonObject { ["to"] = to.ToString(), ["data"] = data });

    private static async Task<JsonNode> MinedAsync(AnvilRpc rpc, JsonObject transaction)
    {
        transaction["from"] = (await rpc.AccountsAsync(Cancellation))[0];
        transaction["gas"] = AnvilRpc.Quantity(5_000_000);
        string hash = await rpc.SendTransactionAsync(transaction, Cancellation);
        await rpc.MineAsync(1, Cancellation);
        JsonNode receipt = (await rpc.ReceiptAsync(hash, Cancellation))!;
        Assert.Equal("0x1", AnvilRpc.TextOf(receipt["status"]));
        return receipt;
    }
}
