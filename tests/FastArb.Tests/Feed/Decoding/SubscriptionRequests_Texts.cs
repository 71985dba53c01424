using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Decoding;

public sealed class SubscriptionRequests_Texts
{
    private const string Zeros = "0x000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public void Heads_are_asked_for_as_every_node_expects() =>
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}",
            Text(output => SubscriptionRequests.WriteHeads(output, 7))
        );

    [Fact]
    public void Everything_is_an_empty_filter_and_makes_others_needless()
    {
        WatchRule some = new("some") { Topic0 = [UInt256.One] };
        SubscriptionRequests requests = new(new WatchRules([some, WatchRule.Everything]));
        Assert.Equal(1, requests.LogsCount);
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"logs\",{}]}",
            Text(output => requests.WriteLogs(output, 1, 0))
        );
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"eth_getLogs\",\"params\":[{\"blockHash\":\""
                + Zeros
                + "5\"}]}",
            Text(output => requests.WriteCall(output, new ChainCall(2, ChainCallKind.LogsByHash, 5)))
        );
    }

    [Fact]
    public void Topics_stand_in_their_places_and_null_takes_any()
    {
        WatchRule rule = new("rule")
        {
            Addresses = [Address.Zero],
            Topic0 = [1, 2],
            Topic2 = [3],
        };
        SubscriptionRequests requests = new(new WatchRules([rule]));
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"logs\","
                + "{\"address\":[\"0x0000000000000000000000000000000000000000\"],"
                + $"\"topics\":[[\"{Zeros}1\",\"{Zeros}2\"],null,[\"{Zeros}3\"]]}}]}}",
            Text(output => requests.WriteLogs(output, 1, 0))
        );
    }

    [Fact]
    public void Rules_that_name_addresses_share_a_filter_so_that_their_logs_come_in_order()
    {
        WatchRules rules = new([
            new WatchRule("a") { Addresses = [Address.FromLowBits(1)], Topic0 = [1, 2] },
            new WatchRule("b")
            {
                Addresses = [Address.FromLowBits(2), Address.FromLowBits(1)],
                Topic0 = [3],
                Topic1 = [9],
            },
            new WatchRule("c") { Topic0 = [4] },
        ]);
        SubscriptionRequests requests = new(rules);
        Assert.Equal(2, requests.LogsCount);
        JsonNode shared = Filter(Text(output => requests.WriteLogs(output, 1, 0)));
        Assert.Equal(2, shared["address"]!.AsArray().Count);
        Assert.Equal($"[[\"{Zeros}1\",\"{Zeros}2\",\"{Zeros}3\"]]", shared["topics"]!.ToJsonString());
        JsonNode alone = Filter(Text(output => requests.WriteLogs(output, 2, 1)));
        Assert.Equal($$"""{"topics":[["{{Zeros}}4"]]}""", alone.ToJsonString());
    }

    [Fact]
    public void Too_many_addresses_are_left_to_the_decoder_or_spread_where_all_topics_are_wanted()
    {
        Address[] addresses = [.. Enumerable.Range(0, 25).Select(i => Address.FromLowBits((ulong)i))];
        WatchRules rules = new([
            new WatchRule("a") { Addresses = [.. addresses[..15]], Topic0 = [1, 2] },
            new WatchRule("b") { Addresses = [.. addresses[10..]], Topic0 = [2, 1] },
        ]);
        SubscriptionRequests requests = new(rules, addressesMax: 10);
        Assert.Equal(1, requests.LogsCount);
        JsonNode open = Filter(Text(output => requests.WriteLogs(output, 1, 0)));
        Assert.Equal($$"""{"topics":[["{{Zeros}}1","{{Zeros}}2"]]}""", open.ToJsonString());

        WatchRules everyTopic = new([new WatchRule("all") { Addresses = [.. addresses] }]);
        requests = new(everyTopic, addressesMax: 10);
        int[] counts =
        [
            .. Enumerable
                .Range(0, requests.LogsCount)
                .Select(i => Text(output => requests.WriteLogs(output, i, i)))
                .Select(text => Filter(text)["address"]?.AsArray().Count ?? 0),
        ];
        Assert.Equal([10, 10, 5], counts);
    }

    [Fact]
    public void A_call_asks_by_the_block_s_hash_for_whatever_any_rule_wants()
    {
        WatchRules rules = new([
            new WatchRule("a") { Addresses = [Address.FromLowBits(1)], Topic0 = [1] },
            new WatchRule("b")
            {
                Addresses = [Address.FromLowBits(2)],
                Topic0 = [2],
                Topic1 = [9],
            },
        ]);
        SubscriptionRequests requests = new(rules);
        JsonNode filter = Filter(
            Text(output => requests.WriteCall(output, new ChainCall(2, ChainCallKind.LogsByHash, 5))),
            0
        );
        Assert.Equal($"{Zeros}5", (string?)filter["blockHash"]);
        Assert.Equal(2, filter["address"]!.AsArray().Count);
        Assert.Equal($"[[\"{Zeros}1\",\"{Zeros}2\"]]", filter["topics"]!.ToJsonString());
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"eth_getBlockByHash\",\"params\":[\""
                + Zeros
                + "5\",false]}",
            Text(output => requests.WriteCall(output, new ChainCall(3, ChainCallKind.HeaderByHash, 5)))
        );
    }

    [Fact]
    public void Blocks_are_asked_for_by_number_by_name_and_with_all_their_logs()
    {
        SubscriptionRequests requests = new(new WatchRules([new WatchRule("some") { Topic0 = [1] }]));
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"eth_getBlockByNumber\",\"params\":"
                + "[\"0x3e15d2b\",false]}",
            Text(output =>
                requests.WriteCall(output, new ChainCall(4, ChainCallKind.HeaderByNumber, 0, 0x3e15d2b))
            )
        );
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"eth_getBlockByNumber\",\"params\":"
                + "[\"latest\",false]}",
            Text(output => requests.WriteCall(output, new ChainCall(5, ChainCallKind.HeaderLatest, 0)))
        );
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"eth_getLogs\",\"params\":[{\"blockHash\":\""
                + Zeros
                + "9\"}]}",
            Text(output => requests.WriteCall(output, new ChainCall(6, ChainCallKind.AllLogsByHash, 9)))
        );
        Assert.Equal(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"eth_getLogs\",\"params\":["
                + "{\"fromBlock\":\"0x0\",\"toBlock\":\"0x7fffffffffffffff\",\"topics\":[[\""
                + Zeros
                + "1\"]]}]}",
            Text(output => requests.WriteLogsOfRange(output, 7, 0, long.MaxValue))
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Text(output => requests.WriteCall(output, new ChainCall(8, (ChainCallKind)99, 9)))
        );
    }

    [Fact]
    public void Several_calls_are_one_batch_and_one_is_none()
    {
        SubscriptionRequests requests = new(new WatchRules([WatchRule.Everything]));
        ChainCall first = new(4, ChainCallKind.HeaderByNumber, 0, 1);
        ChainCall second = new(5, ChainCallKind.HeaderLatest, 0);
        string one = Text(output => requests.WriteCalls(output, [first]));
        Assert.Equal(Text(output => requests.WriteCall(output, first)), one);
        JsonArray both = JsonNode
            .Parse(Text(output => requests.WriteCalls(output, [first, second])))!
            .AsArray();
        Assert.Equal([4, 5], both.Select(request => (int)request!["id"]!));
        Assert.Equal("[]", Text(output => requests.WriteCalls(output, [])));
    }

    private static JsonNode Filter(string text, int place = 1) => JsonNode.Parse(text)!["params"]![place]!;

    private static string Text(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
