using System.Text.Json.Nodes;
using FastArb.EvmMath;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Simulation;

public sealed class SimulatedNode_Logs
{
    private readonly SpokenNode _node = new(blocks: 60);
    private readonly int _connection;

    public SimulatedNode_Logs() => _connection = _node.Open();

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    /// <summary>A plain reading of what the specification says of a filter.</summary>
    private static bool IsWanted(SimulatedLog log, Address[] addresses, UInt256[]?[] topics)
    {
        bool address = addresses.Length == 0 || addresses.Contains(log.Address);
        return address
            && log.Topics.Length >= topics.Length
            && topics.Select((wanted, i) => wanted is null || wanted.Contains(log.Topics[i])).All(met => met);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Filters_take_what_a_plain_reading_of_them_takes(ulong seed)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        SeededBits bits = new(seed);
        int found = 0;
        for (int round = 0; round < TestRounds.Of(300); round++)
        {
            Address[] addresses = Some(bits, [.. _node.Maker.Watched, .. _node.Maker.Others], 3);
            UInt256[]?[] topics = new UInt256[]?[bits.NextUInt64() % 4];
            for (int i = 0; i < topics.Length; i++)
            {
                UInt256[] known =
                [
                    .. _node.Maker.Topics,
                    .. Enumerable.Range(0, 4).Select(n => _node.Maker.Topics[0] ^ new UInt256((ulong)n)),
                ];
                topics[i] = Some(bits, known, 4) is { Length: > 0 } some ? some : null;
            }

            long from = _node.Chain.First.Number + (long)(bits.NextUInt64() % 60);
            long to = from + (long)(bits.NextUInt64() % 20);
            string[] expected =
            [
                .. Enumerable
                    .Range(0, (int)(to - from) + 1)
                    .Select(i => _node.Chain.At(from + i))
                    .OfType<SimulatedBlock>()
                    .SelectMany(block =>
                        block
                            .Logs.Select((log, index) => (log, index))
                            .Where(pair => IsWanted(pair.log, addresses, topics))
                            .Select(pair => $"{HexText.Of(block.Hash)}/{HexText.Of(pair.index)}")
                    ),
            ];
            string filter = Filter(addresses, topics);
            Assert.Equal(
                expected,
                Places(_node.Result(_connection, "eth_getLogs", Query(from, to, filter))!),
                StringComparer.Ordinal
            );
            found += expected.Length;
        }

        Assert.True(found > 0);
    }

    [Fact]
    public void A_block_s_logs_are_found_by_its_hash_also_on_a_lost_branch()
    {
        SimulatedBlock lost = _node.Grow(logs: 4);
        _node.Reorganise(1, 2);
        foreach (SimulatedBlock block in (SimulatedBlock[])[lost, _node.Chain.Head])
        {
            JsonNode logs = _node.Result(
                _connection,
                "eth_getLogs",
                $$"""[{"blockHash":"{{HexText.Of(block.Hash)}}"}]"""
            )!;
            Assert.Equal(
                block.Logs.Select((_, i) => $"{HexText.Of(block.Hash)}/{HexText.Of(i)}"),
                Places(logs),
                StringComparer.Ordinal
            );
            Assert.All(logs.AsArray(), log => Assert.False((bool)log!["removed"]!));
        }

        Assert.Equal(
            (-32000, "unknown block"),
            _node.Error(_connection, "eth_getLogs", $$"""[{"blockHash":"{{HexText.Of(UInt256.One)}}"}]""")
        );
        Assert.Equal(
            -32602,
            _node
                .Error(
                    _connection,
                    "eth_getLogs",
                    $$"""[{"blockHash":"{{HexText.Of(lost.Hash)}}","fromBlock":"0x1"}]"""
                )
                .Code
        );
    }

    [Fact]
    public void Without_a_range_the_latest_block_is_meant()
    {
        SimulatedBlock head = _node.Grow(logs: 3);
        Assert.Equal(3, _node.Result(_connection, "eth_getLogs", "[{}]")!.AsArray().Count);
        JsonNode all = _node.Result(
            _connection,
            "eth_getLogs",
            """[{"fromBlock":"earliest","toBlock":"latest"}]"""
        )!;
        Assert.Equal(
            Enumerable
                .Range(0, (int)(head.Number - _node.Chain.First.Number) + 1)
                .Sum(i => _node.Chain.At(_node.Chain.First.Number + i)!.Logs.Length),
            all.AsArray().Count
        );
        Assert.Empty(
            _node.Result(_connection, "eth_getLogs", Query(head.Number + 1, head.Number + 5, ""))!.AsArray()
        );
    }

    [Fact]
    public void What_is_too_much_gets_an_error_that_says_what_would_do()
    {
        SpokenNode node = new(
            blocks: 40,
            limits: new NodeLimits
            {
                RangeBlocksMax = 30,
                LogsMax = 20,
                AddressesMax = 2,
            }
        );
        int connection = node.Open();
        long first = node.Chain.First.Number;
        Assert.Equal(
            (-32000, "exceed maximum block range: 30"),
            node.Error(connection, "eth_getLogs", Query(first, first + 30, ""))
        );
        (int code, string message) = node.Error(connection, "eth_getLogs", Query(first, first + 29, ""));
        Assert.Equal(-32005, code);
        Assert.StartsWith("query returned more than 20 results. Try with this block range [", message);
        long[] range =
        [
            .. message[(message.IndexOf('[') + 1)..^2]
                .Split(", ")
                .Select(number => Convert.ToInt64(number, 16)),
        ];
        Assert.InRange(
            node.Result(connection, "eth_getLogs", Query(range[0], range[1], ""))!.AsArray().Count,
            0,
            20
        );
        Assert.Equal(-32602, node.Error(connection, "eth_getLogs", Query(first + 1, first, "")).Code);
        string accounts = Filter([.. node.Maker.Others.Take(3)], []);
        Assert.Equal(-32602, node.Error(connection, "eth_getLogs", $"[{{{accounts}}}]").Code);
        Assert.Equal(
            -32602,
            node.Error(connection, "eth_getLogs", """[{"topics":[null,null,null,null,null]}]""").Code
        );
    }

    [Fact]
    public void Recorded_blocks_and_logs_are_told_in_the_node_s_own_words()
    {
        RecordedChain recorded = Recordings.Plain;
        SimulatedChain chain = recorded.Start();
        SimulatedNode node = new(chain);
        foreach (SimulatedBlock block in recorded.Blocks.Skip(1))
        {
            chain.Follow(block);
        }

        Assert.True(node.Open(NodeTransport.Http, 0, out int connection, out _));
        string[] frames = [.. Frames().Skip(2).Take(200)];
        foreach (JsonNode told in frames.Select(frame => JsonNode.Parse(frame)!["params"]!["result"]!))
        {
            bool isHead = told["parentHash"] is not null;
            string hash = (string)told[isHead ? "hash" : "blockHash"]!;
            string request = isHead
                ? $$"""{"id":1,"method":"eth_getBlockByHash","params":["{{hash}}",false]}"""
                : $$"""{"id":1,"method":"eth_getLogs","params":[{"blockHash":"{{hash}}"}]}""";
            node.OnMessage(connection, System.Text.Encoding.UTF8.GetBytes(request), 0);
            Assert.True(node.TryTake(0, out NodeDelivery answer));
            Assert.Contains(told.ToJsonString(), SpokenNode.TextOf(answer), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Frames()
    {
        using FileStream file = File.OpenRead(Recordings.PathOf("frames.jsonl.gz"));
        using StreamReader lines = new(
            new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress)
        );
        while (lines.ReadLine() is string line)
        {
            yield return line;
        }
    }

    private static T[] Some<T>(SeededBits bits, T[] of, int most) =>
        [
            .. Enumerable
                .Range(0, (int)(bits.NextUInt64() % (ulong)most))
                .Select(_ => of[bits.NextUInt64() % (ulong)of.Length]),
        ];

    private static string Filter(Address[] addresses, UInt256[]?[] topics)
    {
        string places = string.Join(
            ',',
            topics.Select(place =>
                place is null ? "null"
                : place.Length == 1 ? $"\"{HexText.Of(place[0])}\""
                : $"[{string.Join(',', place.Select(topic => $"\"{HexText.Of(topic)}\""))}]"
            )
        );
        string accounts =
            addresses.Length == 1
                ? $"\"{HexText.Of(addresses[0])}\""
                : $"[{string.Join(',', addresses.Select(address => $"\"{HexText.Of(address)}\""))}]";
        return $"\"address\":{accounts},\"topics\":[{places}]";
    }

    private static string Query(long from, long to, string filter)
    {
        string rest = filter.Length > 0 ? "," + filter : string.Empty;
        return $$"""[{"fromBlock":"{{HexText.Of(from)}}","toBlock":"{{HexText.Of(to)}}"{{rest}}}]""";
    }

    private static IEnumerable<string> Places(JsonNode logs) =>
        logs.AsArray().Select(log => $"{(string?)log!["blockHash"]}/{(string?)log["logIndex"]}");
}
