using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace FastArb.Scenarios.Anvil;

/// <summary>
/// JSON-RPC over HTTP, for tests: nothing of it is the program's own, so that it can be its judge.
/// </summary>
internal sealed class AnvilRpc(Uri endpoint) : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };

    private int _lastId;

    public void Dispose() => _client.Dispose();

    public async Task<JsonNode?> CallAsync(
        string method,
        JsonArray parameters,
        CancellationToken cancellation
    )
    {
        JsonObject request = new()
        {
            ["jsonrpc"] = "2.0",
            ["id"] = Interlocked.Increment(ref _lastId),
            ["method"] = method,
            ["params"] = parameters,
        };
        using HttpResponseMessage response = await _client.PostAsJsonAsync(endpoint, request, cancellation);
        response.EnsureSuccessStatusCode();
        JsonNode answer = (await response.Content.ReadFromJsonAsync<JsonNode>(cancellation))!;
        return answer["error"] is { } error
            ? throw new RpcRefusedException(method, error.ToJsonString())
            : answer["result"];
    }

    public async Task<string[]> AccountsAsync(CancellationToken cancellation) =>
        [.. (await CallAsync("eth_accounts", [], cancellation))!.AsArray().Select(TextOf)];

    public async Task<long> ChainIdAsync(CancellationToken cancellation) =>
        NumberOf(await CallAsync("eth_chainId", [], cancellation));

    public async Task<long> BlockNumberAsync(CancellationToken cancellation) =>
        NumberOf(await CallAsync("eth_blockNumber", [], cancellation));

    public Task MineAsync(int blocks, CancellationToken cancellation) =>
        CallAsync("anvil_mine", [Quantity(blocks)], cancellation);

    /// <summary>Replaces the last blocks by as many; each transaction goes into the block it names.</summary>
    public Task ReorgAsync(
        int depth,
        IEnumerable<(JsonObject Transaction, int Block)> transactions,
        CancellationToken cancellation
    )
    {
        JsonArray pairs = [.. transactions.Select(pair => new JsonArray(pair.Transaction, pair.Block))];
        return CallAsync("anvil_reorg", [depth, pairs], cancellation);
    }

    /// <summary>Takes the last blocks away, without a word to anybody who has subscribed.</summary>
    public Task RollbackAsync(int depth, CancellationToken cancellation) =>
        CallAsync("anvil_rollback", [depth], cancellation);

    /// <summary>Sends from an account of the node's own, and gives the transaction's hash.</summary>
    public async Task<string> SendTransactionAsync(JsonObject transaction, CancellationToken cancellation) =>
        TextOf(await CallAsync("eth_sendTransaction", [transaction], cancellation));

    public Task<JsonNode?> ReceiptAsync(string transaction, CancellationToken cancellation) =>
        CallAsync("eth_getTransactionReceipt", [transaction], cancellation);

    public async Task<JsonNode> BlockAsync(long number, CancellationToken cancellation) =>
        (await CallAsync("eth_getBlockByNumber", [Quantity(number), false], cancellation))!;

    public async Task<JsonArray> LogsOfBlockAsync(string hash, CancellationToken cancellation) =>
        (await CallAsync("eth_getLogs", [new JsonObject { ["blockHash"] = hash }], cancellation))!.AsArray();

    public static string TextOf(JsonNode? node) => node!.GetValue<string>();

    public static long NumberOf(JsonNode? node) =>
        long.Parse(TextOf(node).AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public static string Quantity(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"0x{number:x}");
}
