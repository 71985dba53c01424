using System.Text.Json.Nodes;
using FastArb.EvmMath;
using FastArb.Simulation;
using Xunit;

namespace FastArb.Tests.Simulation;

public sealed class SimulatedNode_Methods
{
    private readonly SpokenNode _node = new(blocks: 120);
    private readonly int _connection;

    public SimulatedNode_Methods() => _connection = _node.Open();

    [Fact]
    public void Who_it_is_and_how_far_it_is()
    {
        Assert.Equal("0x89", (string?)_node.Result(_connection, "eth_chainId"));
        Assert.Equal("137", (string?)_node.Result(_connection, "net_version"));
        Assert.Equal("FastArb.Simulation", (string?)_node.Result(_connection, "web3_clientVersion"));
        Assert.False((bool)_node.Result(_connection, "eth_syncing")!);
        Assert.Equal(
            HexText.Of(_node.Chain.Head.Number),
            (string?)_node.Result(_connection, "eth_blockNumber")
        );
    }

    [Fact]
    public void Every_answer_has_the_id_of_its_request_as_it_was_written()
    {
        foreach (string id in (string[])["7", "\"seven\"", "null", "-1", "1e2", "\"\\u0041\\\"\""])
        {
            Assert.Equal(
                $$"""{"jsonrpc":"2.0","id":{{id}},"result":"0x89"}""",
                _node.Say(_connection, $$"""{"id":{{id}},"method":"eth_chainId"}""")
            );
        }
    }

    [Fact]
    public void Blocks_are_found_by_number_by_tag_and_by_hash()
    {
        SimulatedBlock head = _node.Chain.Head;
        Dictionary<string, SimulatedBlock> tags = new(StringComparer.Ordinal)
        {
            ["latest"] = head,
            ["pending"] = head,
            ["earliest"] = _node.Chain.First,
            ["safe"] = _node.Chain.At(head.Number - 32)!,
            ["finalized"] = _node.Chain.At(head.Number - 64)!,
            [HexText.Of(head.Number - 3)] = _node.Chain.At(head.Number - 3)!,
        };
        foreach ((string tag, SimulatedBlock block) in tags)
        {
            JsonNode found = _node.Result(_connection, "eth_getBlockByNumber", $"[\"{tag}\",false]")!;
            Assert.Equal(HexText.Of(block.Hash), (string?)found["hash"]);
            Assert.Equal(HexText.Of(block.Number), (string?)found["number"]);
            Assert.Equal(
                found.ToJsonString(),
                _node
                    .Result(_connection, "eth_getBlockByHash", $"[\"{HexText.Of(block.Hash)}\",false]")!
                    .ToJsonString()
            );
        }

        string next = HexText.Of(head.Number + 1);
        Assert.Null(_node.Result(_connection, "eth_getBlockByNumber", $"[\"{next}\",false]"));
        Assert.Null(_node.Result(_connection, "eth_getBlockByNumber", """["0xffffffffffffffff",false]"""));
        Assert.Null(
            _node.Result(_connection, "eth_getBlockByHash", $"[\"{HexText.Of(UInt256.One)}\",false]")
        );
    }

    [Fact]
    public void A_block_says_all_that_its_hash_is_made_of()
    {
        SimulatedBlock block = _node.Chain.Head;
        JsonNode told = _node.Result(_connection, "eth_getBlockByNumber", """["latest",false]""")!;
        string[] inAnyBlock =
        [
            "parentHash",
            "sha3Uncles",
            "miner",
            "stateRoot",
            "transactionsRoot",
            "receiptsRoot",
            "logsBloom",
            "difficulty",
            "number",
            "gasLimit",
            "gasUsed",
            "timestamp",
            "extraData",
            "mixHash",
            "nonce",
            "baseFeePerGas",
            "withdrawalsRoot",
            "blobGasUsed",
            "excessBlobGas",
            "parentBeaconBlockRoot",
            "requestsHash",
            "hash",
            "size",
            "transactions",
            "uncles",
            "withdrawals",
        ];
        Assert.Equal(inAnyBlock, told.AsObject().Select(member => member.Key), StringComparer.Ordinal);
        Assert.Equal(514, ((string)told["logsBloom"]!).Length);
        Assert.Equal("0x0000000000000000", (string?)told["nonce"]);
        Assert.Equal(
            block.Transactions.Select(HexText.Of),
            told["transactions"]!.AsArray().Select(hash => (string)hash!),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Whole_transactions_are_told_as_far_as_they_are_kept()
    {
        SimulatedBlock block = _node.Grow(logs: 5);
        JsonNode[] told =
        [
            .. _node.Result(_connection, "eth_getBlockByNumber", """["latest",true]""")![
                "transactions"
            ]!.AsArray()!,
        ];
        Assert.Equal(block.Transactions.Length, told.Length);
        for (int i = 0; i < told.Length; i++)
        {
            Assert.Equal(HexText.Of(block.Transactions[i]), (string?)told[i]["hash"]);
            Assert.Equal(HexText.Of(i), (string?)told[i]["transactionIndex"]);
            Assert.Equal(HexText.Of(block.Hash), (string?)told[i]["blockHash"]);
        }
    }

    [Fact]
    public void Receipts_hold_the_logs_of_their_transaction_and_together_the_block_s_gas()
    {
        SimulatedBlock block = _node.Grow(logs: 12);
        List<string> logs = [];
        ulong gas = 0;
        foreach (UInt256 transaction in block.Transactions)
        {
            JsonNode receipt = _node.Result(
                _connection,
                "eth_getTransactionReceipt",
                $"[\"{HexText.Of(transaction)}\"]"
            )!;
            Assert.Equal(HexText.Of(transaction), (string?)receipt["transactionHash"]);
            Assert.Equal(HexText.Of(block.Hash), (string?)receipt["blockHash"]);
            gas += Convert.ToUInt64((string?)receipt["gasUsed"], 16);
            logs.AddRange(receipt["logs"]!.AsArray().Select(log => log!.ToJsonString()));
        }

        JsonNode all = _node.Result(_connection, "eth_getLogs", "[{}]")!;
        Assert.Equal(all.AsArray().Select(log => log!.ToJsonString()), logs, StringComparer.Ordinal);
        Assert.Equal(block.Header.GasUsed, gas);
        Assert.Null(
            _node.Result(_connection, "eth_getTransactionReceipt", $"[\"{HexText.Of(UInt256.One)}\"]")
        );
    }

    [Fact]
    public void Fees_follow_from_the_blocks_gas()
    {
        SimulatedHeader head = _node.Chain.Head.Header;
        ulong price = Convert.ToUInt64((string?)_node.Result(_connection, "eth_gasPrice"), 16);
        Assert.Equal(head.NextBaseFee() + 1_000_000_000, price);
        JsonNode fees = _node.Result(_connection, "eth_feeHistory", """["0x4","latest",[25,75]]""")!;
        Assert.Equal(HexText.Of(head.Number - 3), (string?)fees["oldestBlock"]);
        Assert.Equal(5, fees["baseFeePerGas"]!.AsArray().Count);
        Assert.Equal(HexText.Of((long)head.NextBaseFee()), (string?)fees["baseFeePerGas"]![4]);
        Assert.Equal(4, fees["reward"]!.AsArray().Count);
        Assert.Equal(2, fees["reward"]![0]!.AsArray().Count);
        Assert.Equal((double)head.GasUsed / head.GasLimit, (double)fees["gasUsedRatio"]![3]!);

        // Each block's base fee is what its parent's gas makes of its parent's.
        for (long number = _node.Chain.First.Number + 1; number <= head.Number; number++)
        {
            Assert.Equal(
                _node.Chain.At(number - 1)!.Header.NextBaseFee(),
                _node.Chain.At(number)!.Header.BaseFeePerGas
            );
        }
    }

    [Fact]
    public void Calls_and_code_come_from_whoever_has_a_market()
    {
        string account = HexText.Of(_node.Maker.Watched[0]);
        string call = $$"""[{"to":"{{account}}","input":"0x0902f1ac"},"latest"]""";
        Assert.Equal(-32601, _node.Error(_connection, "eth_call", call).Code);
        Assert.Equal("0x", (string?)_node.Result(_connection, "eth_getCode", $"[\"{account}\",\"latest\"]"));
        List<NodeCall> calls = [];
        _node.Node.Call = asked =>
        {
            calls.Add(asked);
            return new NodeCallResult(new byte[] { 7 }, HasReverted: calls.Count == 2);
        };
        _node.Node.Code = _ => new byte[] { 0x60, 0x80 };
        Assert.Equal("0x07", (string?)_node.Result(_connection, "eth_call", call));
        Assert.Equal((3, "execution reverted"), _node.Error(_connection, "eth_call", call));
        Assert.Equal(
            "0x6080",
            (string?)_node.Result(_connection, "eth_getCode", $"[\"{account}\",\"latest\"]")
        );
        Assert.Equal(_node.Maker.Watched[0], calls[0].To);
        Assert.Equal(_node.Chain.Head, calls[0].Block);
        Assert.Equal([0x09, 0x02, 0xf1, 0xac], calls[0].Data.ToArray());

        SimulatedBlock older = _node.Chain.At(_node.Chain.Head.Number - 9)!;
        string byHash = $$"""[{"to":"{{account}}","data":"0x"},{"blockHash":"{{HexText.Of(older.Hash)}}"}]""";
        _node.Result(_connection, "eth_call", byHash);
        Assert.Equal(older, calls[^1].Block);
    }

    [Theory]
    [InlineData("eth_sendRawTransaction")]
    [InlineData("eth_sendTransaction")]
    [InlineData("eth_sign")]
    [InlineData("eth_signTransaction")]
    [InlineData("personal_sign")]
    [InlineData("personal_unlockAccount")]
    [InlineData("miner_start")]
    [InlineData("anvil_mine")]
    [InlineData("evm_revert")]
    [InlineData("debug_traceCall")]
    [InlineData("txpool_content")]
    [InlineData("eth_nothing")]
    [InlineData("")]
    public void What_writes_or_is_unknown_is_refused(string method)
    {
        Assert.Equal(
            (-32601, $"the method {method} does not exist/is not available"),
            _node.Error(_connection, method, """["0x00"]""")
        );
    }

    [Fact]
    public void Batches_are_answered_in_one_message_and_in_order()
    {
        string answers = _node.Say(
            _connection,
            """[{"id":1,"method":"eth_chainId"},{"method":"eth_chainId"},{"id":2,"method":"no"},5]"""
        );
        JsonArray parts = JsonNode.Parse(answers)!.AsArray();
        Assert.Equal(3, parts.Count);
        Assert.Equal("0x89", (string?)parts[0]!["result"]);
        Assert.Equal(-32601, (int)parts[1]!["error"]!["code"]!);
        Assert.Equal(-32600, (int)parts[2]!["error"]!["code"]!);
        Assert.Contains("-32600", _node.Say(_connection, "[]"), StringComparison.Ordinal);
        string tooMany = "[" + string.Join(',', Enumerable.Repeat("{}", 1_001)) + "]";
        Assert.Contains("batch too large", _node.Say(_connection, tooMany), StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_that_nobody_wants_answered_are_not()
    {
        _node.Send(_connection, """{"method":"eth_chainId"}""");
        _node.Send(_connection, """[{"method":"eth_chainId"},{"method":"eth_chainId"}]""");
        Assert.Empty(_node.TakeAll());
    }

    [Theory]
    [InlineData("", -32700)]
    [InlineData("{", -32700)]
    [InlineData("{\"id\":1,\"method\":\"eth_chainId\"}}", -32700)]
    [InlineData("5", -32600)]
    [InlineData("\"text\"", -32600)]
    [InlineData("{}", -32600)]
    [InlineData("{\"id\":1}", -32600)]
    [InlineData("{\"id\":{},\"method\":\"eth_chainId\"}", -32600)]
    [InlineData("{\"id\":1,\"method\":5}", -32600)]
    [InlineData("{\"id\":1,\"method\":\"eth_getLogs\"}", -32602)]
    [InlineData("{\"id\":1,\"method\":\"eth_getLogs\",\"params\":{}}", -32602)]
    [InlineData("{\"id\":1,\"method\":\"eth_getLogs\",\"params\":[5]}", -32602)]
    [InlineData("{\"id\":1,\"method\":\"eth_getLogs\",\"params\":[{\"address\":\"0x1\"}]}", -32602)]
    [InlineData("{\"id\":1,\"method\":\"eth_getLogs\",\"params\":[{\"topics\":[[5]]}]}", -32602)]
    [InlineData("{\"id\":1,\"method\":\"eth_getLogs\",\"params\":[{\"topics\":5}]}", -32602)]
    [InlineData("{\"id\":1,\"method\":\"eth_getBlockByHash\",\"params\":[\"0x1\",false]}", -32602)]
    [InlineData("{\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[5,false]}", -32602)]
    [InlineData("{\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[\"soon\",false]}", -32602)]
    [InlineData("{\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"syncing\"]}", -32601)]
    [InlineData("{\"id\":1,\"method\":\"eth_unsubscribe\",\"params\":[\"0x1\"]}", -32000)]
    [InlineData("{\"id\":1,\"method\":\"eth_feeHistory\",\"params\":[\"x\",\"latest\"]}", -32602)]
    public void What_cannot_be_understood_gets_an_error_and_harms_nothing(string text, int code)
    {
        JsonNode answer = JsonNode.Parse(_node.Say(_connection, text))!;
        Assert.Equal(code, (int)answer["error"]!["code"]!);
        Assert.Equal("0x89", (string?)_node.Result(_connection, "eth_chainId"));
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void Requests_with_wrong_bytes_in_them_are_answered_and_harm_nothing(ulong seed)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        SimulatedBlock lost = _node.Grow(logs: 2);
        _node.Reorganise(1, 2);
        string hash = HexText.Of(lost.Hash);
        string topics = $$"""[null,["{{hash}}"]]""";
        string fees = $$"""["0x5",{"blockHash":"{{hash}}"},[1,50]]""";
        string[] requests =
        [
            $$"""{"id":1,"method":"eth_getLogs","params":[{"blockHash":"{{hash}}","topics":{{topics}}}]}""",
            """{"id":2,"method":"eth_getLogs","params":[{"fromBlock":"0xf4240","address":[]}]}""",
            $$"""{"id":3,"method":"eth_feeHistory","params":{{fees}}}""",
            """[{"id":4,"method":"eth_feeHistory","params":[25,"earliest",[]]},{"id":5,"method":"x"}]""",
            $$"""{"id":6,"method":"eth_getBlockByHash","params":["{{hash}}",true]}""",
            """{"id":"\u0041","method":"eth_unsubscribe","params":["0x00"]}""",
        ];
        SeededBits bits = new(seed);
        for (int round = 0; round < TestRounds.Of(2_000); round++)
        {
            byte[] text = System.Text.Encoding.UTF8.GetBytes(requests[round % requests.Length]);
            for (ulong wrong = bits.NextUInt64() % 4; wrong > 0; wrong--)
            {
                // Mostly signs that mean something there.
                ulong draw = bits.NextUInt64();
                ReadOnlySpan<byte> signs = "{}[]\",:0xff-1e9 \\nul"u8;
                text[draw % (ulong)text.Length] =
                    draw >> 60 == 0 ? (byte)(draw >> 40) : signs[(int)((draw >> 32) % (ulong)signs.Length)];
            }

            _node.Node.OnMessage(_connection, text, _node.Now);
            foreach (NodeDelivery answer in _node.TakeAll())
            {
                Assert.NotNull(JsonNode.Parse(answer.Bytes.Span));
            }
        }

        Assert.Equal("0x89", (string?)_node.Result(_connection, "eth_chainId"));
    }

    [Fact]
    public void A_batch_whose_answers_are_too_big_is_refused_from_there_on()
    {
        SpokenNode node = new(blocks: 60, limits: new NodeLimits { BatchBytesMax = 20_000 });
        int connection = node.Open();
        string request = """{"id":1,"method":"eth_getLogs","params":[{"fromBlock":"earliest"}]}""";
        string batch = "[" + string.Join(',', Enumerable.Repeat(request, 5)) + "]";
        JsonArray answers = JsonNode.Parse(node.Say(connection, batch))!.AsArray();
        Assert.Equal(5, answers.Count);
        Assert.NotNull(answers[0]!["result"]);
        Assert.All(answers.Skip(1), answer => Assert.Equal(-32003, (int)answer!["error"]!["code"]!));
        string percentiles = string.Join(',', Enumerable.Repeat("1", 101));
        string asked = $"[\"0x1\",\"latest\",[{percentiles}]]";
        Assert.Equal(-32602, node.Error(connection, "eth_feeHistory", asked).Code);
    }

    [Fact]
    public void Bytes_that_are_no_text_get_an_error()
    {
        byte[] text = [.. "{\"id\":1,\"method\":\"eth_"u8, 0xFF, 0xC0, .. "\"}"u8];
        _node.Node.OnMessage(_connection, text, _node.Now);
        JsonNode answer = JsonNode.Parse(SpokenNode.TextOf(_node.TakeAll().Single()))!;
        Assert.True((int)answer["error"]!["code"]! < 0);
    }

    [Fact]
    public void Over_HTTP_there_are_answers_and_no_subscriptions()
    {
        int http = _node.Open(NodeTransport.Http);
        Assert.Equal("0x89", (string?)_node.Result(http, "eth_chainId"));
        Assert.Equal(
            (-32000, "notifications not supported"),
            _node.Error(http, "eth_subscribe", """["newHeads"]""")
        );
        _node.Send(http, """{"method":"eth_chainId"}""");
        Assert.Equal(0, _node.TakeAll().Single().Bytes.Length);
    }
}
