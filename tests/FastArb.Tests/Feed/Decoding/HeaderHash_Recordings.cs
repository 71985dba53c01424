using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Decoding;

/// <summary>A head's hash made again from what the head says.</summary>
public sealed class HeaderHash_Recordings
{
    // Ethereum's first block, and one of each upgrade that put members behind the others.
    private const string Genesis = """
        {"hash":"0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3","parentHash":
        "0x0000000000000000000000000000000000000000000000000000000000000000","sha3Uncles":
        "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347","miner":
        "0x0000000000000000000000000000000000000000","stateRoot":
        "0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544","transactionsRoot":
        "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","receiptsRoot":
        "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421","logsBloom":"0xBLOOM",
        "difficulty":"0x400000000","number":"0x0","gasLimit":"0x1388","gasUsed":"0x0","timestamp":"0x0",
        "extraData":"0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa","mixHash":
        "0x0000000000000000000000000000000000000000000000000000000000000000","nonce":"0x0000000000000042"}
        """;

    private readonly FrameDecoder _decoder = new(new WatchRules([WatchRule.Everything]));

    [Fact]
    public void Every_recorded_head_s_hash_is_that_of_its_contents()
    {
        int heads = 0;
        foreach (byte[] frame in RecordedFrames.Long.Concat(RecordedFrames.ReorgGeth))
        {
            if (_decoder.Decode(frame) == FrameKind.Head)
            {
                heads++;
                Assert.True(_decoder.Head.HasComputedHash);
                Assert.Equal(_decoder.Head.Hash, _decoder.Head.ComputedHash);
            }
        }

        Assert.True(heads > 600, $"{heads} heads");
    }

    [Fact]
    public void Ethereum_s_first_block_has_the_hash_that_everybody_knows()
    {
        string text = Genesis
            .Replace("BLOOM", new string('0', 512), StringComparison.Ordinal)
            .ReplaceLineEndings("");
        Assert.Equal(FrameKind.Head, _decoder.DecodeHeader(Encoding.UTF8.GetBytes(text)));
        Assert.True(_decoder.Head.HasComputedHash);
        Assert.Equal(_decoder.Head.Hash, _decoder.Head.ComputedHash);
    }

    [Fact]
    public void Whatever_a_header_says_is_in_its_hash()
    {
        JsonObject head = Recorded();
        string[] hashed =
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
        ];
        foreach (string name in hashed)
        {
            JsonObject other = head.DeepClone().AsObject();
            string text = other[name]!.GetValue<string>();
            other[name] = name == "extraData" ? "0x00" : text[..^1] + (text[^1] == '1' ? '2' : '1');
            Assert.Equal(FrameKind.Head, Decode(other));
            Assert.True(_decoder.Head.HasComputedHash, name);
            Assert.NotEqual(_decoder.Head.Hash, _decoder.Head.ComputedHash);
        }

        Assert.Equal(FrameKind.Head, Decode(head));
        Assert.Equal(_decoder.Head.Hash, _decoder.Head.ComputedHash);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(97)]
    [InlineData(300)]
    [InlineData(16_384)]
    public void Extra_data_of_any_length_is_hashed_as_the_reference_does(int length)
    {
        foreach (byte fill in (byte[])[0x00, 0x7F, 0x80, 0xFF])
        {
            JsonObject head = Recorded();
            byte[] extra = [.. Enumerable.Repeat(fill, length)];
            head["extraData"] = "0x" + Convert.ToHexStringLower(extra);
            head["difficulty"] = "0x" + new string('f', 64);
            Assert.Equal(FrameKind.Head, Decode(head));
            Assert.True(_decoder.Head.HasComputedHash);
            Assert.Equal(Reference(head), _decoder.Head.ComputedHash);
        }
    }

    [Fact]
    public void A_header_that_lacks_something_has_no_computed_hash_and_is_a_head_all_the_same()
    {
        (string Name, string? Text)[] cases =
        [
            ("miner", null),
            ("nonce", null),
            ("nonce", "0x00"),
            ("stateRoot", "0x"),
            ("extraData", null),
            ("extraData", "0x123"),
            ("extraData", "0xzz"),
            ("extraData", "0x" + new string('0', 40_000)),
            ("difficulty", "0x"),
            ("requestsHash", "0x12"),
            ("blobGasUsed", "7"),
        ];
        foreach ((string name, string? text) in cases)
        {
            JsonObject head = Recorded();
            head[name] = text;
            Assert.Equal(FrameKind.Head, Decode(head));
            Assert.False(_decoder.Head.HasComputedHash, $"{name} {text}");
            Assert.True(_decoder.Head.ComputedHash.IsZero);
        }
    }

    [Fact]
    public void Members_of_later_upgrades_may_be_missing_at_the_end_and_count_as_empty_before_it()
    {
        string[] later =
        [
            "requestsHash",
            "parentBeaconBlockRoot",
            "excessBlobGas",
            "blobGasUsed",
            "withdrawalsRoot",
            "baseFeePerGas",
        ];
        JsonObject head = Recorded();
        foreach (string name in later)
        {
            head.Remove(name);
            Assert.Equal(FrameKind.Head, Decode(head));
            Assert.Equal(Reference(head), _decoder.Head.ComputedHash);
        }

        JsonObject gap = Recorded();
        gap.Remove("withdrawalsRoot");
        gap["blobGasUsed"] = null;
        Assert.Equal(FrameKind.Head, Decode(gap));
        Assert.True(_decoder.Head.HasComputedHash);
        Assert.NotEqual(_decoder.Head.Hash, _decoder.Head.ComputedHash);
    }

    private static JsonObject Recorded() =>
        JsonNode.Parse(RecordedFrames.Long[2])!["params"]!["result"]!.AsObject();

    private FrameKind Decode(JsonObject head) =>
        _decoder.DecodeHeader(Encoding.UTF8.GetBytes(head.ToJsonString()));

    // The slow and obvious way, for headers whose later members are there without a gap.
    private static UInt256 Reference(JsonObject head)
    {
        string[] names =
        [
            "parentHash",
            "sha3Uncles",
            "miner",
            "stateRoot",
            "transactionsRoot",
            "receiptsRoot",
            "logsBloom",
            "#difficulty",
            "#number",
            "#gasLimit",
            "#gasUsed",
            "#timestamp",
            "extraData",
            "mixHash",
            "nonce",
            "#baseFeePerGas",
            "withdrawalsRoot",
            "#blobGasUsed",
            "#excessBlobGas",
            "parentBeaconBlockRoot",
            "requestsHash",
        ];
        List<byte> body = [];
        foreach (string name in names)
        {
            bool isNumber = name[0] == '#';
            if (head[name.TrimStart('#')] is JsonNode node)
            {
                string digits = node.GetValue<string>()[2..];
                digits = isNumber ? digits.TrimStart('0') : digits;
                body.AddRange(
                    String(Convert.FromHexString((digits.Length & 1) != 0 ? "0" + digits : digits))
                );
            }
        }

        return Keccak256.Hash([.. Prefix(0xC0, body.Count), .. body]);
    }

    private static byte[] String(byte[] bytes) =>
        bytes.Length == 1 && bytes[0] < 0x80 ? bytes : [.. Prefix(0x80, bytes.Length), .. bytes];

    private static byte[] Prefix(int kind, int length)
    {
        if (length <= 55)
        {
            return [(byte)(kind + length)];
        }

        string digits = length.ToString("x", CultureInfo.InvariantCulture);
        byte[] bytes = Convert.FromHexString((digits.Length & 1) != 0 ? "0" + digits : digits);
        return [(byte)(kind + 55 + bytes.Length), .. bytes];
    }
}
