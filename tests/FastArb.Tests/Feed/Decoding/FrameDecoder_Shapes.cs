using System.Runtime.InteropServices;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Decoding;

/// <summary>The same log in every form that nodes and legal JSON allow.</summary>
public sealed class FrameDecoder_Shapes
{
    private const string Address = "\"address\":\"0x13c1fa4a2cc6939375343cee4bb6175b800da52c\"";
    private const string Topic = "0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1";
    private const string Topics = "\"topics\":[\"" + Topic + "\"]";
    private const string Data =
        "\"data\":\"0x000000000000000000000000000000000000000000000000000000000b885cb5"
        + "0000000000000000000000000000000000000000000000021f5ec89c74205848\"";

    private const string BlockNumber = "\"blockNumber\":\"0x3e15d2b\"";
    private const string BlockHash =
        "\"blockHash\":\"0x43900992b1a0ad4fc21a6c4eaaf1f92c6c2a1264dd23f464be520fe0877a52a5\"";

    private const string BlockTimestamp = "\"blockTimestamp\":\"0x67748646\"";
    private const string TransactionHash =
        "\"transactionHash\":\"0x79ca451f5bf1a39976d0551d1a233685707321b1e86852c8acff5cc470441abf\"";

    private const string TransactionIndex = "\"transactionIndex\":\"0x7\"";
    private const string LogIndex = "\"logIndex\":\"0x12\"";
    private const string Removed = "\"removed\":false";

    private readonly FrameDecoder _decoder = new(new WatchRules([WatchRule.Everything]));

    public static TheoryData<string> Shapes =>
        [
            // geth and bor, erigon, reth and anvil, nethermind.
            Join(Address, Topics, Data, BlockNumber, TransactionHash, TransactionIndex, BlockHash)
                + Join("", BlockTimestamp, LogIndex, Removed),
            Join(Address, Topics, Data, BlockNumber, TransactionHash, TransactionIndex, BlockHash)
                + Join("", LogIndex, Removed),
            Join(Address, Topics, Data, BlockHash, BlockNumber, BlockTimestamp, TransactionHash)
                + Join("", TransactionIndex, LogIndex, Removed),
            Join(Address, BlockHash, BlockNumber, BlockTimestamp, Data, LogIndex, Removed, Topics)
                + Join("", TransactionHash, TransactionIndex),
            // Back to front, without what may be absent, with what nobody knows.
            Join(Removed, LogIndex, TransactionIndex, BlockNumber, BlockHash, Data, Topics, Address),
            Join(Topics, Data, Address, LogIndex, BlockNumber, BlockHash, TransactionIndex),
            Join("\"x\":{\"address\":[1,{\"topics\":null}]}", Address, "\"y\":[[]]", Topics, Data)
                + Join("", BlockNumber, BlockHash, LogIndex, "\"removed\":null", TransactionIndex),
        ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_node_s_order_of_members_gives_the_same_log(string members)
    {
        AssertLog(Frame("{" + members + "}"));
        AssertLog(Frame("{" + members + "}").Replace(",", " ,\n\t", StringComparison.Ordinal));
        AssertLog(Frame(" {" + members.Replace(":", " : ", StringComparison.Ordinal) + "\r\n} ") + " \n");
        AssertLog(Frame("{" + Escape(members, 'e') + "}"));
        AssertLog(Frame("{" + Escape(members, '0') + "}"));
        AssertLog(
            Frame("{" + members + "}")
                .Replace("0x43900992b1a0ad", "0x43900992B1A0AD", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_result_may_come_before_the_subscription_and_before_the_method()
    {
        string log = "{" + Shapes.First().Data + "}";
        AssertLog($$$"""{"method":"eth_subscription","params":{"result":{{{log}}},"subscription":"0x1"}}""");
        AssertLog($$$"""{"params":{"result":{{{log}}},"subscription":"0x1"},"method":"eth_subscription"}""");
    }

    [Theory]
    [InlineData("0x12", 18)]
    [InlineData("0x012", 18)]
    [InlineData("0x0000000000000000000000000000000000012", 18)]
    [InlineData("0xffFFffff", uint.MaxValue)]
    public void A_quantity_may_be_padded(string text, uint index)
    {
        string frame = Frame("{" + Shapes.First().Data + "}");
        Assert.Equal(FrameKind.Log, Decode(frame.Replace("0x12\"", text + "\"", StringComparison.Ordinal)));
        Assert.Equal(index, _decoder.Log.LogIndex);
        Assert.Equal(index, _decoder.Slots[0].LogIndex);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(6 * 32)]
    [InlineData((6 * 32) + 1)]
    [InlineData(126 * 32)]
    [InlineData((126 * 32) + 1)]
    [InlineData(127 * 32)]
    [InlineData(10_000)]
    public void Data_of_any_length_fills_slots_until_it_is_cut_short(int bytes)
    {
        byte[] data = new byte[bytes];
        for (int i = 0; i < bytes; i++)
        {
            data[i] = (byte)(i + 1);
        }

        string hex = $"\"data\":\"0x{Convert.ToHexString(data)}\"";
        string frame = Frame("{" + Shapes.First().Data.Replace(Data, hex, StringComparison.Ordinal) + "}");
        var log = System.Text.Json.Nodes.JsonNode.Parse(frame)!["params"]!["result"]!;
        WatchMatch any = new(0, ChainEvent.AnyTopic, ChainEvent.AnySource);
        ReadOnlySpan<ChainEvent> expected = ReferenceDecoder.Slots(log, any);
        foreach (string form in new[] { frame, frame.Replace("01", "\\u00301", StringComparison.Ordinal) })
        {
            Assert.Equal(FrameKind.Log, Decode(form));
            Assert.True(MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(_decoder.Slots)));
        }

        bool isCut = bytes > 126 * 32;
        Assert.Equal(isCut, ((LogDetail)_decoder.Slots[0].Detail).HasFlag(LogDetail.CutShort));
    }

    private static string Frame(string log) =>
        "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"0xab\","
        + "\"result\":"
        + log
        + "}}";

    private static string Join(params string[] members) => string.Join(',', members);

    private static string Escape(string text, char letter) =>
        text.Replace(letter.ToString(), $"\\u{(int)letter:X4}", StringComparison.Ordinal)
            .Replace("fals\\u0065", "false", StringComparison.Ordinal);

    private FrameKind Decode(string text) => _decoder.Decode(Encoding.UTF8.GetBytes(text));

    private void AssertLog(string text)
    {
        Assert.Equal(FrameKind.Log, Decode(text));
        Assert.Equal(0x3e15d2b, _decoder.Log.BlockNumber);
        Assert.Equal(0x12u, _decoder.Log.LogIndex);
        Assert.False(_decoder.Log.Removed);
        Assert.Equal(
            ReferenceDecoder.Word("0x43900992b1a0ad4fc21a6c4eaaf1f92c6c2a1264dd23f464be520fe0877a52a5"),
            _decoder.Log.BlockHash
        );
        ChainEvent slot = Assert.Single(_decoder.Slots.ToArray());
        Assert.Equal(4, slot.WordCount);
        Assert.Equal(7u, slot.TransactionIndex);
        Assert.Equal(ReferenceDecoder.Word(Topic), slot.Words[1]);
        Assert.Equal((UInt256)0xb885cb5, slot.Words[2]);
    }
}
