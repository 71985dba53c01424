using System.Net.Sockets;
using System.Text.Json.Nodes;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Anvil;

/// <summary>
/// How the real node tells of its chain. The feed must cope with it, and the live tests lean on it.
/// </summary>
public sealed class Anvil_Announcements : IAsyncLifetime
{
    private AnvilNode? _node;
    private AnvilListener? _listener;
    private AnvilTraffic? _traffic;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AnvilNode Node => _node!;

    private AnvilListener Listener => _listener!;

    private Erc20 Token => _traffic!.Token;

    public async ValueTask InitializeAsync()
    {
        _node = await AnvilNode.StartAsync(new AnvilOptions(), Cancellation);
        _traffic = await AnvilTraffic.PrepareAsync(
            _node.Rpc,
            seed: 1,
            TimeSpan.FromMilliseconds(5),
            Cancellation
        );
        _listener = await AnvilListener.StartAsync(_node, Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        _node?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_reorg_sends_the_new_blocks_under_old_numbers_and_takes_no_log_back()
    {
        string[] accounts = await Node.Rpc.AccountsAsync(Cancellation);
        for (int block = 0; block < 3; block++)
        {
            await Token.SendAsync(Token.Transfer(accounts[0], accounts[1], 1), Cancellation);
            await Node.Rpc.MineAsync(1, Cancellation);
        }

        await Listener.UntilAsync(listener => listener is { Heads.Length: 3, Logs.Length: 3 }, Cancellation);
        string[] oldHashes = HashesOf(Listener.Heads);
        long[] oldNumbers = NumbersOf(Listener.Heads);
        Listener.Forget();

        await Node.Rpc.ReorgAsync(2, [(Token.Transfer(accounts[0], accounts[2], 5), 1)], Cancellation);

        await Listener.UntilAsync(
            listener => listener.Heads.Length == 2 && listener.Logs.Length >= 1,
            Cancellation
        );
        await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        Assert.Equal(oldNumbers[1..], NumbersOf(Listener.Heads));
        Assert.Equal(oldHashes[0], AnvilRpc.TextOf(Listener.Heads[0]["parentHash"]));
        Assert.Empty(HashesOf(Listener.Heads).Intersect(oldHashes, StringComparer.Ordinal));
        JsonNode log = Assert.Single(Listener.Logs);
        Assert.Equal(AnvilRpc.TextOf(Listener.Heads[1]["hash"]), AnvilRpc.TextOf(log["blockHash"]));
        Assert.Equal(oldNumbers[2], AnvilRpc.NumberOf(log["blockNumber"]));
        Assert.False(log["removed"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_rollback_sends_nothing_and_the_next_head_has_a_number_that_was_taken()
    {
        await Node.Rpc.MineAsync(3, Cancellation);
        await Listener.UntilAsync(listener => listener.Heads.Length == 3, Cancellation);
        long[] numbers = NumbersOf(Listener.Heads);
        string[] hashes = HashesOf(Listener.Heads);
        Listener.Forget();

        await Node.Rpc.RollbackAsync(2, Cancellation);
        await Task.Delay(TimeSpan.FromMilliseconds(300), Cancellation);
        Assert.Empty(Listener.Heard);

        await Node.Rpc.MineAsync(1, Cancellation);
        await Listener.UntilAsync(listener => listener.Heads.Length == 1, Cancellation);
        Assert.Equal(numbers[1], NumbersOf(Listener.Heads)[0]);
        Assert.Equal(hashes[0], AnvilRpc.TextOf(Listener.Heads[0]["parentHash"]));
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task What_is_announced_of_random_traffic_adds_up_to_the_chain(ulong seed)
    {
        AnvilTraffic traffic = await AnvilTraffic.PrepareAsync(
            Node.Rpc,
            seed,
            TimeSpan.FromMilliseconds(5),
            Cancellation
        );
        await traffic.RunAsync(TestRounds.Of(120), Cancellation);
        ChainTruth truth = await traffic.TruthAsync(Cancellation);

        await Listener.UntilAsync(
            listener => HashesOf(listener.Heads).Contains(truth.Blocks[^1].Hash, StringComparer.Ordinal),
            Cancellation
        );
        await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);

        (List<string> chain, List<string> ancestors) = Follow(
            Listener.Heads.Where(head => AnvilRpc.NumberOf(head["number"]) >= truth.Blocks[0].Number),
            truth.Blocks[0].Parent
        );
        Assert.Equal(truth.Blocks.Select(block => block.Hash), chain, StringComparer.Ordinal);
        Assert.Equal(truth.Reorgs.Select(reorg => reorg.AncestorHash), ancestors, StringComparer.Ordinal);
        ILookup<string, JsonNode> logs = Listener.Logs.ToLookup(
            log => AnvilRpc.TextOf(log["blockHash"]),
            StringComparer.Ordinal
        );
        foreach (TruthBlock block in truth.Blocks)
        {
            Assert.Equal(
                block.Logs.Select(log => (log.Index, log.Data)),
                logs[block.Hash]
                    .Select(log => (AnvilRpc.NumberOf(log["logIndex"]), AnvilRpc.TextOf(log["data"])))
            );
        }

        Assert.DoesNotContain(Listener.Logs, log => log["removed"]!.GetValue<bool>());
        if (TestRounds.AreWhole)
        {
            Assert.Contains(truth.Blocks, block => block.Logs.Length == 0);
            Assert.Contains(truth.Blocks, block => block.Logs.Length > 10);
            Assert.Contains(truth.Reorgs, reorg => reorg.Method == "anvil_reorg");
            Assert.Contains(truth.Reorgs, reorg => reorg.Method == "anvil_rollback");
            Assert.Contains(truth.Reorgs, reorg => reorg.DroppedHashes.Length > 3);
        }
    }

    [Fact]
    public async Task A_node_that_is_disposed_of_is_gone()
    {
        Node.Dispose();
        using TcpClient client = new();
        await Assert.ThrowsAsync<SocketException>(async () =>
            await client.ConnectAsync(Node.Http.Host, Node.Http.Port, Cancellation)
        );
        _node = null;
    }

    /// <summary>The chain that heads alone draw, and where it went back to on the way.</summary>
    private static (List<string> Chain, List<string> Ancestors) Follow(
        IEnumerable<JsonNode> heads,
        string root
    )
    {
        List<string> chain = [root];
        List<string> ancestors = [];
        foreach (JsonNode head in heads)
        {
            string hash = AnvilRpc.TextOf(head["hash"]);
            if (chain.Contains(hash, StringComparer.Ordinal))
            {
                // Mined again, within the same second and as empty as before: the same block.
                continue;
            }

            string parent = AnvilRpc.TextOf(head["parentHash"]);
            int kept = chain.IndexOf(parent) + 1;
            Assert.True(kept > 0, $"{head["number"]} has an unknown parent");
            if (kept < chain.Count)
            {
                ancestors.Add(parent);
                chain.RemoveRange(kept, chain.Count - kept);
            }

            chain.Add(hash);
        }

        return (chain[1..], ancestors);
    }

    private static string[] HashesOf(JsonNode[] heads) =>
        [.. heads.Select(head => AnvilRpc.TextOf(head["hash"]))];

    private static long[] NumbersOf(JsonNode[] heads) =>
        [.. heads.Select(head => AnvilRpc.NumberOf(head["number"]))];
}
