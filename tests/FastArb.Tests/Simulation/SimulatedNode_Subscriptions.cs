using System.Text.Json.Nodes;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Simulation;

public sealed class SimulatedNode_Subscriptions
{
    private readonly SpokenNode _node = new();

    [Fact]
    public void A_subscriber_is_told_of_heads_and_logs_and_of_nothing_before()
    {
        int connection = _node.Open();
        int silent = _node.Open();
        string heads = _node.Subscribe(connection, """["newHeads"]""");
        string logs = _node.Subscribe(connection, """["logs",{}]""");
        Assert.NotEqual(heads, logs, StringComparer.Ordinal);
        Assert.Matches("^0x[0-9a-f]{32}$", heads);
        SimulatedBlock block = _node.Grow(logs: 3);
        List<NodeDelivery> told = _node.Take();
        Assert.DoesNotContain(told, delivery => delivery.Connection == silent);
        JsonNode[] texts = [.. told.Select(delivery => JsonNode.Parse(delivery.Bytes.Span)!)];
        Assert.Equal(
            [heads, logs, logs, logs],
            texts.Select(text => (string)text["params"]!["subscription"]!),
            StringComparer.Ordinal
        );
        Assert.All(texts, text => Assert.Equal("eth_subscription", (string?)text["method"]));
        Assert.Equal(HexText.Of(block.Hash), (string?)texts[0]["params"]!["result"]!["hash"]);
        for (int i = 0; i < 3; i++)
        {
            JsonNode log = texts[1 + i]["params"]!["result"]!;
            Assert.Equal(HexText.Of(block.Logs[i].Address), (string?)log["address"]);
            Assert.Equal(HexText.Of(i), (string?)log["logIndex"]);
            Assert.Equal(HexText.Of(block.Hash), (string?)log["blockHash"]);
            Assert.Equal(
                HexText.Of(block.Transactions[block.Logs[i].TransactionIndex]),
                (string?)log["transactionHash"]
            );
            Assert.False((bool)log["removed"]!);
        }
    }

    [Fact]
    public void A_filter_takes_what_it_takes_in_a_search()
    {
        int connection = _node.Open();
        string account = HexText.Of(_node.Maker.Watched[0]);
        string topic = HexText.Of(_node.Maker.Topics[1]);
        string filter = $$"""{"address":["{{account}}"],"topics":[["{{topic}}"]]}""";
        _node.Subscribe(connection, $"[\"logs\",{filter}]");
        long first = _node.Chain.Head.Number + 1;
        for (int i = 0; i < 100; i++)
        {
            _node.Grow();
        }

        string[] told = [.. SpokenNode.Told(_node.Take()).Select(log => log.ToJsonString())];
        string range = $$"""{"fromBlock":"{{HexText.Of(first)}}",{{filter[1..]}}""";
        JsonNode found = _node.Result(connection, "eth_getLogs", $"[{range}]")!;
        Assert.NotEmpty(told);
        Assert.Equal(found.AsArray().Select(log => log!.ToJsonString()), told, StringComparer.Ordinal);
    }

    [Fact]
    public void Who_unsubscribes_or_goes_is_told_nothing_more()
    {
        int connection = _node.Open();
        int other = _node.Open();
        string heads = _node.Subscribe(connection, """["newHeads"]""");
        _node.Subscribe(other, """["newHeads"]""");
        Assert.True((bool)_node.Result(connection, "eth_unsubscribe", $"[\"{heads}\"]")!);
        Assert.Equal(
            (-32000, "subscription not found"),
            _node.Error(connection, "eth_unsubscribe", $"[\"{heads}\"]")
        );
        _node.Grow();
        Assert.All(_node.Take(), delivery => Assert.Equal(other, delivery.Connection));
        _node.Grow();
        _node.Node.OnClosed(other, _node.Now);
        Assert.Empty(_node.TakeAll());
        Assert.Equal(1, _node.Node.ConnectionCount);
        _node.Send(other, """{"id":1,"method":"eth_chainId"}""");
        Assert.Empty(_node.TakeAll());
    }

    [Fact]
    public void A_reorganisation_is_told_as_geth_tells_it()
    {
        int connection = _node.Open();
        SimulatedBlock lower = _node.Grow(logs: 2);
        SimulatedBlock upper = _node.Grow(logs: 1);
        _node.Subscribe(connection, """["newHeads"]""");
        _node.Subscribe(connection, """["logs",{}]""");
        _node.Reorganise(2, 3);
        JsonNode[] told = SpokenNode.Told(_node.Take());
        Assert.Equal(
            [(lower.Hash, 0), (lower.Hash, 1), (upper.Hash, 0)],
            told.Take(3)
                .Select(log =>
                    (
                        (string?)log["blockHash"] == HexText.Of(lower.Hash) ? lower.Hash : upper.Hash,
                        Convert.ToInt32((string?)log["logIndex"], 16)
                    )
                )
        );
        Assert.All(told.Take(3), log => Assert.True((bool)log["removed"]!));
        Assert.Equal(
            Enumerable.Range(0, 3).Select(i => HexText.Of(_node.Chain.At(lower.Number + i)!.Hash)),
            told.Skip(3).Where(one => one["parentHash"] is not null).Select(head => (string)head["hash"]!),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void What_is_told_costs_little_more_than_its_bytes()
    {
        int connection = _node.Open();
        _node.Subscribe(connection, """["logs",{}]""");
        for (int round = 0; round < 3; round++)
        {
            SimulatedBlock block = _node.Maker.Next(_node.Chain.Head, 500);
            _node.Chain.Append(block);
            long before = GC.GetAllocatedBytesForCurrentThread();
            _node.Node.OnChainChanged([], [block], _node.Now);
            long told = GC.GetAllocatedBytesForCurrentThread() - before;
            before = GC.GetAllocatedBytesForCurrentThread();
            _node.Node.OnChainChanged([], [block], _node.Now);
            long again = GC.GetAllocatedBytesForCurrentThread() - before;
            long bytes = _node.Take().Sum(delivery => (long)delivery.Bytes.Length) / 2;
            TestContext.Current.TestOutputHelper!.WriteLine($"{bytes} bytes: {told}, then {again}");
            Assert.InRange(again, bytes, 2 * bytes);
        }
    }
}
