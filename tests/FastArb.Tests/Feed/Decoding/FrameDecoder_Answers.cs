using System.Text;
using System.Text.Json.Nodes;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Decoding;

public sealed class FrameDecoder_Answers
{
    private readonly FrameDecoder _decoder = new(new WatchRules([WatchRule.Everything]));

    [Theory]
    [InlineData("{\"id\":7,\"result\":null}", 7, false, 0, "null")]
    [InlineData("{\"result\" : [ {}, 1 ] ,\"id\":\"7\",\"jsonrpc\":\"2.0\"}", 7, false, 0, "[ {}, 1 ]")]
    [InlineData("{\"i\\u0064\":\"\\u0037\",\"result\":\"a\"}", 7, false, 0, "\"a\"")]
    [InlineData(
        "{\"id\":9223372036854775807,\"error\":null,\"result\":true}",
        long.MaxValue,
        false,
        0,
        "true"
    )]
    [InlineData(
        "{\"id\":1,\"result\":null,\"error\":{\"code\":-32005}}",
        1,
        true,
        -32005,
        "{\"code\":-32005}"
    )]
    [InlineData(
        "{\"id\":1,\"error\":{\"data\":{\"code\":1},\"code\":3,\"message\":\"\"},\"result\":4}",
        1,
        true,
        3,
        "*"
    )]
    [InlineData("{\"id\":1,\"error\":\"no\"}", 1, true, 0, "\"no\"")]
    [InlineData("{\"id\":1,\"error\":{\"code\":1e40}}", 1, true, 0, "*")]
    [InlineData("{\"id\":null,\"error\":{\"code\":-32700}}", -1, true, -32700, "*")]
    public void An_answer_says_whose_it_is_and_where_its_body_lies(
        string text,
        long id,
        bool isError,
        int code,
        string body
    )
    {
        byte[] message = Encoding.UTF8.GetBytes(text);
        Assert.Equal(FrameKind.Answer, _decoder.Decode(message));
        Assert.Equal(id, _decoder.Answer.Id);
        Assert.Equal(isError, _decoder.Answer.HasError);
        Assert.Equal(code, _decoder.Answer.ErrorCode);
        string found = Encoding.UTF8.GetString(_decoder.Answer.Body(message));
        Assert.Equal(body == "*" ? found : body, found);
        Assert.NotNull(body == "null" ? "" : JsonNode.Parse(found)?.ToJsonString());
    }

    [Fact]
    public void A_header_by_hash_is_the_same_head_as_the_notification_s()
    {
        byte[] frame = RecordedFrames.Long[2];
        Assert.Equal(FrameKind.Head, _decoder.Decode(frame));
        BlockHead head = _decoder.Head;
        byte[] result = Encoding.UTF8.GetBytes(Result(frame));
        Assert.Equal(FrameKind.Head, _decoder.DecodeHeader(result));
        Assert.Equal(head.Hash, _decoder.Head.Hash);
        Assert.Equal(head.Number, _decoder.Head.Number);
        Assert.Equal(FrameKind.Other, _decoder.DecodeHeader(" null "u8));
        Assert.Equal(FrameKind.Malformed, _decoder.DecodeHeader("{}"u8));
        Assert.Equal(FrameKind.Malformed, _decoder.DecodeHeader("[]"u8));
        Assert.Equal(FrameKind.Malformed, _decoder.DecodeHeader(result.AsSpan(0, result.Length - 1)));
        Assert.Equal(FrameKind.Malformed, _decoder.DecodeHeader([.. result, (byte)'}']));
        Assert.Equal(
            FrameKind.Malformed,
            _decoder.DecodeHeader(Encoding.UTF8.GetBytes(Result(RecordedFrames.Long[3])))
        );
    }

    [Fact]
    public void Logs_by_hash_come_one_after_the_other()
    {
        byte[][] frames = [.. RecordedFrames.Long.Skip(3).Take(4)];
        UInt256 sync = ReferenceDecoder.Word(
            "0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1"
        );
        FrameDecoder decoder = new(new WatchRules([new WatchRule("sync") { Topic0 = [sync] }]));
        string list = string.Join(" , ", frames.Select(Result));
        List<FrameKind> kinds = Kinds(decoder, $"[{list}]");
        Assert.Equal(
            [FrameKind.UnwantedLog, FrameKind.UnwantedLog, FrameKind.Log, FrameKind.UnwantedLog],
            kinds
        );
        Assert.Equal([.. kinds, FrameKind.Malformed], Kinds(decoder, $"[{list},7]"));
        Assert.Equal([.. kinds, FrameKind.Malformed], Kinds(decoder, $"[{list}"));
        Assert.Equal([.. kinds, FrameKind.Malformed], Kinds(decoder, $"[{list}] x"));
        Assert.Equal([FrameKind.Malformed], Kinds(decoder, $"[{Result(RecordedFrames.Long[2])},{list}]"));
        Assert.Equal([], Kinds(decoder, "[]"));
        Assert.Equal([FrameKind.Other], Kinds(decoder, "null"));
        Assert.Equal([FrameKind.Malformed], Kinds(decoder, "{}"));
        Assert.Equal([FrameKind.Malformed], Kinds(decoder, ""));
    }

    private static List<FrameKind> Kinds(FrameDecoder decoder, string result)
    {
        List<FrameKind> kinds = [];
        LogsAnswer logs = decoder.ReadLogs(Encoding.UTF8.GetBytes(result));
        while (logs.MoveNext())
        {
            kinds.Add(logs.Current);
            Assert.Equal(logs.Current == FrameKind.Log ? 1 : 0, decoder.Slots.Length);
        }

        return kinds;
    }

    private static string Result(byte[] frame) => JsonNode.Parse(frame)!["params"]!["result"]!.ToJsonString();
}
