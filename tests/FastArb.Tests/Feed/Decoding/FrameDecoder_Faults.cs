using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Decoding;

/// <summary>What is refused, what is let pass, and where an unwanted log is left.</summary>
public sealed class FrameDecoder_Faults
{
    private static readonly string s_log = Text(RecordedFrames.Long[5]);
    private static readonly string s_head = Text(RecordedFrames.Long[2]);

    private readonly FrameDecoder _decoder = new(new WatchRules([WatchRule.Everything]));

    [Theory]
    [InlineData(
        "\"logIndex\":\"0x2\"",
        "\"logIndex\":\"0x2\",\"logIndex\":\"0x2\"",
        FrameFault.DuplicateField
    )]
    [InlineData("\"removed\":false", "\"removed\":false,\"r\\u0065moved\":false", FrameFault.DuplicateField)]
    [InlineData("\"data\":\"0x", "\"address\":null,\"data\":\"0x", FrameFault.DuplicateField)]
    [InlineData("\"data\":\"0x", "\"data\":\"0x0", FrameFault.BadHex)]
    [InlineData("\"data\":\"0x", "\"data\":\"0X", FrameFault.BadHex)]
    [InlineData("\"data\":\"0x", "\"data\":\"0x0g", FrameFault.BadHex)]
    [InlineData("\"data\":\"0x", "\"data\":\"\\ud800", FrameFault.BadHex)]
    [InlineData("\"data\":", "\"date\":", FrameFault.MissingField)]
    [InlineData("\"address\":", "\"adress\":", FrameFault.MissingField)]
    [InlineData("\"topics\":", "\"topicz\":", FrameFault.MissingField)]
    [InlineData("\"blockHash\":", "\"blockhash\":", FrameFault.MissingField)]
    [InlineData("\"blockHash\":\"0x", "\"blockHash\":\"0x0", FrameFault.BadHex)]
    [InlineData("\"blockHash\":\"0x4", "\"blockHash\":\"0xz", FrameFault.BadHex)]
    [InlineData("\"logIndex\":\"0x2\"", "\"logIndex\":2", FrameFault.WrongType)]
    [InlineData("\"logIndex\":\"0x2\"", "\"logIndex\":null", FrameFault.MissingField)]
    [InlineData("\"logIndex\":\"0x2\"", "\"logIndex\":\"0x\"", FrameFault.BadNumber)]
    [InlineData("\"logIndex\":\"0x2\"", "\"logIndex\":\"2\"", FrameFault.BadNumber)]
    [InlineData("\"logIndex\":\"0x2\"", "\"logIndex\":\"\"", FrameFault.BadNumber)]
    [InlineData("\"logIndex\":\"0x2\"", "\"logIndex\":\"0x100000000\"", FrameFault.BadNumber)]
    [InlineData(
        "\"blockNumber\":\"0x3e15d2b\"",
        "\"blockNumber\":\"0x8000000000000000\"",
        FrameFault.BadNumber
    )]
    [InlineData(
        "\"blockNumber\":\"0x3e15d2b\"",
        "\"blockNumber\":\"0x10000000000000000\"",
        FrameFault.BadNumber
    )]
    [InlineData("\"removed\":false", "\"removed\":\"false\"", FrameFault.WrongType)]
    [InlineData("\"removed\":false", "\"removed\":0", FrameFault.WrongType)]
    [InlineData("\"topics\":[", "\"topics\":[null,", FrameFault.WrongType)]
    [InlineData("\"topics\":[\"0x", "\"topics\":[\"0x0", FrameFault.BadHex)]
    [InlineData("\"topics\":[", "\"topics\":[[],", FrameFault.WrongType)]
    [InlineData("\"address\":\"0x", "\"address\":\"0x0", FrameFault.BadHex)]
    [InlineData("\"removed\":false}", "\"removed\":false,}", FrameFault.NotJson)]
    [InlineData("}}}", "}}", FrameFault.NotJson)]
    [InlineData("}}}", "}}}}", FrameFault.NotJson)]
    [InlineData("}}}", "}}}null", FrameFault.NotJson)]
    [InlineData("\"removed\":false", "\"removed\":false,\"x\":\"\n\"", FrameFault.NotJson)]
    public void A_log_that_is_not_one_is_refused(string part, string other, FrameFault fault)
    {
        Assert.Contains(part, s_log, StringComparison.Ordinal);
        string text = s_log.Replace(part, other, StringComparison.Ordinal);
        Assert.Equal(FrameKind.Malformed, Decode(text));
        Assert.Equal(fault, _decoder.Fault);
        Assert.True(_decoder.Slots.IsEmpty);
        Assert.Equal(FrameKind.Log, Decode(s_log));
        Assert.Equal(FrameFault.None, _decoder.Fault);
    }

    [Fact]
    public void Five_topics_are_too_many_and_none_are_enough()
    {
        int start = s_log.IndexOf("[\"", StringComparison.Ordinal) + 1;
        string topic = s_log.Substring(start, 68);
        string Topics(int count) =>
            s_log.Replace(topic, string.Join(',', Enumerable.Repeat(topic, count)), StringComparison.Ordinal);
        for (int count = 0; count <= 4; count++)
        {
            Assert.Equal(FrameKind.Log, Decode(Topics(count)));
            Assert.Equal(count, _decoder.Slots[0].TopicCount);
        }

        Assert.Equal(FrameKind.Malformed, Decode(Topics(5)));
        Assert.Equal(FrameFault.TooLong, _decoder.Fault);
    }

    [Theory]
    [InlineData("\"number\":", "\"numbr\":", FrameFault.MissingField)]
    [InlineData("\"hash\":\"0x4", "\"hash\":\"0x", FrameFault.BadHex)]
    [InlineData("\"timestamp\":\"0x67748646\"", "\"timestamp\":1735689798", FrameFault.WrongType)]
    [InlineData("\"timestamp\":\"0x67748646\"", "\"timestamp\":\"0x8000000000000000\"", FrameFault.BadNumber)]
    [InlineData("\"baseFeePerGas\":\"0x81f\"", "\"baseFeePerGas\":\"0x\"", FrameFault.BadNumber)]
    [InlineData("\"baseFeePerGas\":\"0x81f\"", "\"baseFeePerGas\":7", FrameFault.BadNumber)]
    [InlineData(
        "\"gasUsed\":\"0x20483\"",
        "\"gasUsed\":\"0x20483\",\"gasUsed\":\"0x1\"",
        FrameFault.DuplicateField
    )]
    [InlineData("\"transactions\":[", "\"transactions\":[,", FrameFault.NotJson)]
    public void A_head_that_is_not_one_is_refused(string part, string other, FrameFault fault)
    {
        Assert.Contains(part, s_head, StringComparison.Ordinal);
        Assert.Equal(FrameKind.Malformed, Decode(s_head.Replace(part, other, StringComparison.Ordinal)));
        Assert.Equal(fault, _decoder.Fault);
    }

    [Fact]
    public void A_head_may_lack_what_not_every_chain_has()
    {
        string bare = s_head
            .Replace("\"baseFeePerGas\":", "\"x\":", StringComparison.Ordinal)
            .Replace("\"transactions\":", "\"y\":", StringComparison.Ordinal)
            .Replace("\"logsBloom\":\"0x00", "\"logsBloom\":\"0x", StringComparison.Ordinal);
        Assert.Equal(FrameKind.Head, Decode(bare));
        Assert.Equal(BlockHead.UnknownCount, _decoder.Head.TransactionCount);
        Assert.False(_decoder.Head.HasBloom);
        Assert.Equal(0, _decoder.Head.Bloom.PopulationCount());
        Assert.True(_decoder.Head.BaseFee.IsZero);
        string rich = s_head
            .Replace("\"transactions\":[", "\"transactions\":[{\"a\":[]},7,", StringComparison.Ordinal)
            .Replace(
                "\"baseFeePerGas\":\"0x",
                "\"baseFeePerGas\":\"0x1" + new string('0', 60),
                StringComparison.Ordinal
            );
        Assert.Equal(FrameKind.Head, Decode(rich));
        Assert.Equal(3, _decoder.Head.TransactionCount);
        Assert.True(_decoder.Head.HasBloom);
        Assert.Equal(((UInt256)1 << 252) + 0x81f, _decoder.Head.BaseFee);
    }

    [Theory]
    [InlineData("", FrameFault.NotJson)]
    [InlineData("  ", FrameFault.NotJson)]
    [InlineData("{", FrameFault.NotJson)]
    [InlineData("nul", FrameFault.NotJson)]
    [InlineData("\u00ef\u00bb\u00bf{}", FrameFault.NotJson)]
    [InlineData("null", FrameFault.NotAnObject)]
    [InlineData("7", FrameFault.NotAnObject)]
    [InlineData("\"[]\"", FrameFault.NotAnObject)]
    [InlineData("{\"id\":1,\"id\":1,\"result\":0}", FrameFault.DuplicateField)]
    [InlineData("{\"method\":\"a\",\"method\":\"a\"}", FrameFault.DuplicateField)]
    public void A_message_that_is_no_object_is_refused(string text, FrameFault fault)
    {
        Assert.Equal(FrameKind.Malformed, Decode(text));
        Assert.Equal(fault, _decoder.Fault);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"method\":\"eth_subscription\"}")]
    [InlineData("{\"method\":\"eth_subscription\",\"params\":[]}")]
    [InlineData("{\"method\":\"eth_subscription\",\"params\":{\"result\":\"0x12\"}}")]
    [InlineData("{\"method\":\"eth_subscription\",\"params\":{\"result\":{\"syncing\":true,\"status\":{}}}}")]
    [InlineData("{\"method\":\"eth_call\",\"params\":{\"result\":{\"address\":7,\"topics\":7}}}")]
    [InlineData("{\"id\":1}")]
    [InlineData("{\"id\":1.5,\"result\":0}")]
    [InlineData("{\"id\":\"a\",\"result\":0}")]
    [InlineData("{\"result\":0}")]
    [InlineData("{\"\\ud800\":\"\\udc00\\ud800\"}")]
    public void What_is_neither_is_something_else(string text) => Assert.Equal(FrameKind.Other, Decode(text));

    [Fact]
    public void A_pending_log_or_head_is_no_event()
    {
        Assert.Equal(FrameKind.Other, Decode(WithNull(s_log, "blockHash")));
        Assert.Equal(FrameKind.Other, Decode(WithNull(s_head, "hash")));
        Assert.Equal(FrameKind.Other, Decode(WithNull(s_head, "number")));
    }

    [Fact]
    public void Depth_is_limited()
    {
        string Nested(int depth) =>
            s_log.Replace(
                "\"removed\":",
                $"\"x\":{new string('[', depth)}{new string(']', depth)},\"removed\":",
                StringComparison.Ordinal
            );
        Assert.Equal(FrameKind.Log, Decode(Nested(61)));
        Assert.Equal(FrameKind.Malformed, Decode(Nested(62)));
        Assert.Equal(FrameFault.TooDeep, _decoder.Fault);
    }

    [Theory]
    [InlineData("}},\"eventTime\":\"0x12\"}", 18)]
    [InlineData("},\"eventTime\":\"0x12\"}}", 18)]
    [InlineData("},\"eventTime\":18}}", 18)]
    [InlineData("},\"eventTime\":\"0x7fffffffffffffff\"}}", long.MaxValue)]
    [InlineData("},\"eventTime\":\"0x8000000000000000\"}}", FrameDecoder.NoTime)]
    [InlineData("},\"eventTime\":\"2026-01-01\"}}", FrameDecoder.NoTime)]
    [InlineData("},\"eventTime\":-5}}", FrameDecoder.NoTime)]
    [InlineData("},\"eventTime\":1e3}}", FrameDecoder.NoTime)]
    [InlineData("},\"eventTime\":{}}}", FrameDecoder.NoTime)]
    [InlineData("}}}", FrameDecoder.NoTime)]
    public void A_notification_may_carry_its_time(string end, long time)
    {
        foreach (string frame in new[] { s_log, s_head })
        {
            FrameKind kind = Decode(frame.Replace("}}}", end, StringComparison.Ordinal));
            Assert.True(kind is FrameKind.Log or FrameKind.Head);
            Assert.Equal(time, _decoder.CarriedTime);
        }

        string twice = s_log.Replace("}}}", "},\"eventTime\":1},\"eventTime\":1}", StringComparison.Ordinal);
        Assert.Equal(FrameKind.Malformed, Decode(twice));
        Assert.Equal(FrameFault.DuplicateField, _decoder.Fault);
    }

    [Fact]
    public void Nothing_after_an_unwanted_log_s_address_and_topics_is_looked_at()
    {
        FrameDecoder decoder = new(new WatchRules([new WatchRule("none") { Topic0 = [UInt256.One] }]));
        string upTo = s_log[..(s_log.IndexOf(']', StringComparison.Ordinal) + 1)];
        foreach (string rest in new[] { "", "x", ",\"data\":7}}}", ",\"address\":7}}}" })
        {
            Assert.Equal(FrameKind.UnwantedLog, decoder.Decode(Encoding.UTF8.GetBytes(upTo + rest)));
        }

        Assert.Equal(FrameKind.Malformed, decoder.Decode(Encoding.UTF8.GetBytes(upTo[..^1])));
    }

    private static string Text(byte[] frame) => Encoding.UTF8.GetString(frame);

    private static string WithNull(string text, string name)
    {
        int start = text.IndexOf($"\"{name}\":", StringComparison.Ordinal) + name.Length + 3;
        int end = text.IndexOf(',', start);
        return text[..start] + "null" + text[end..];
    }

    private FrameKind Decode(string text) => _decoder.Decode(Encoding.UTF8.GetBytes(text));
}
