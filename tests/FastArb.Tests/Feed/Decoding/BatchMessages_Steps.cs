using System.Text;
using FastArb.Chain;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Decoding;

public sealed class BatchMessages_Steps
{
    private const string Answer = "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":[1,{\"a\":2}]}";
    private const string Error = "{\"id\":8,\"error\":{\"code\":-32005,\"message\":\"no\"}}";

    private static readonly string s_head = Encoding.UTF8.GetString(RecordedFrames.Long[2]);
    private static readonly string s_log = Encoding.UTF8.GetString(RecordedFrames.Long[5]);

    private readonly FrameDecoder _decoder = new(new WatchRules([WatchRule.Everything]));

    [Fact]
    public void Answers_and_notifications_come_one_after_the_other()
    {
        byte[] message = Bytes($" [ {Answer} ,{s_head},{s_log}, {{}} ,{Error}] ");
        Assert.Equal(FrameKind.Batch, _decoder.Decode(message));
        BatchMessages batch = _decoder.ReadBatch(message);

        Assert.True(batch.MoveNext());
        Assert.Equal(FrameKind.Answer, batch.Current);
        Assert.Equal(7, _decoder.Answer.Id);
        Assert.Equal("[1,{\"a\":2}]", Encoding.UTF8.GetString(_decoder.Answer.Body(message)));

        Assert.True(batch.MoveNext());
        Assert.Equal(FrameKind.Head, batch.Current);
        Assert.Equal(0x3e15d2b, _decoder.Head.Number);
        Assert.True(_decoder.Head.HasComputedHash);
        Assert.Equal(_decoder.Head.Hash, _decoder.Head.ComputedHash);

        Assert.True(batch.MoveNext());
        Assert.Equal(FrameKind.Log, batch.Current);
        Assert.Equal(1, _decoder.Slots.Length);
        Assert.Equal(2u, _decoder.Log.LogIndex);

        Assert.True(batch.MoveNext());
        Assert.Equal(FrameKind.Other, batch.Current);

        Assert.True(batch.MoveNext());
        Assert.Equal(FrameKind.Answer, batch.Current);
        Assert.Equal(-32005, _decoder.Answer.ErrorCode);
        Assert.False(batch.MoveNext());
        Assert.False(batch.MoveNext());
    }

    [Fact]
    public void The_decoder_may_be_used_for_an_answer_s_body_between_two_steps()
    {
        string header = s_head[s_head.IndexOf("{\"hash\"", StringComparison.Ordinal)..^2];
        string log = s_log[s_log.IndexOf("{\"address\"", StringComparison.Ordinal)..^2];
        byte[] message = Bytes(
            $"[{{\"id\":1,\"result\":{header}}},{{\"id\":2,\"result\":[{log}]}},{Answer}]"
        );
        BatchMessages batch = _decoder.ReadBatch(message);
        Assert.True(batch.MoveNext());
        Assert.Equal(FrameKind.Head, _decoder.DecodeHeader(_decoder.Answer.Body(message)));
        Assert.True(batch.MoveNext());
        Assert.Equal(2, _decoder.Answer.Id);
        LogsAnswer logs = _decoder.ReadLogs(_decoder.Answer.Body(message));
        Assert.True(logs.MoveNext());
        Assert.Equal(FrameKind.Log, logs.Current);
        Assert.False(logs.MoveNext());
        Assert.True(batch.MoveNext());
        Assert.Equal(7, _decoder.Answer.Id);
        Assert.False(batch.MoveNext());
    }

    [Fact]
    public void One_bad_message_costs_itself_alone()
    {
        string bad = s_log.Replace("\"logIndex\":\"0x2\"", "\"logIndex\":2", StringComparison.Ordinal);
        Assert.Equal(
            [FrameKind.Log, FrameKind.Malformed, FrameKind.Malformed, FrameKind.Malformed, FrameKind.Answer],
            Kinds($"[{s_log},{bad},[[{s_log}]],7,{Answer}]")
        );
        string twice = Answer.Replace(
            "\"id\":7",
            "\"id\":7,\"id\":[[{}]],\"x\":{}",
            StringComparison.Ordinal
        );
        Assert.Equal([FrameKind.Malformed, FrameKind.Answer], Kinds($"[{twice},{Answer}]"));
    }

    [Theory]
    [InlineData("[]", FrameFault.NotAnObject)]
    [InlineData("[", FrameFault.NotJson)]
    [InlineData("[,]", FrameFault.NotJson)]
    [InlineData("[] x", FrameFault.NotJson)]
    [InlineData("{}", FrameFault.NotAnObject)]
    public void What_is_no_batch_is_refused_once(string text, FrameFault fault)
    {
        Assert.Equal([FrameKind.Malformed], Kinds(text));
        Assert.Equal(fault, _decoder.Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData(",]")]
    [InlineData("]]")]
    [InlineData("] x")]
    [InlineData(",{\"id\":1")]
    public void What_came_before_a_broken_end_is_true_all_the_same(string end) =>
        Assert.Equal([FrameKind.Answer, FrameKind.Malformed], Kinds($"[{Answer}{end}"));

    [Fact]
    public void An_unwanted_log_is_left_in_the_middle_and_the_next_message_is_read()
    {
        FrameDecoder picky = new(new WatchRules([new WatchRule("none") { Topic0 = [1] }]));
        Assert.Equal(
            [FrameKind.UnwantedLog, FrameKind.UnwantedLog, FrameKind.Answer],
            Kinds(picky, $"[{s_log},{s_log},{Answer}]")
        );
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Reading_a_batch_allocates_nothing()
    {
        byte[] message = Bytes($"[{string.Join(',', Enumerable.Repeat($"{Answer},{s_log},{s_head}", 50))}]");
        Assert.Equal(
            0,
            AllocatedBytes.Least(() =>
            {
                _decoder.Decode(message);
                BatchMessages batch = _decoder.ReadBatch(message);
                while (batch.MoveNext()) { }
            })
        );
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static List<FrameKind> Kinds(FrameDecoder decoder, string text)
    {
        List<FrameKind> kinds = [];
        BatchMessages batch = decoder.ReadBatch(Bytes(text));
        while (batch.MoveNext())
        {
            kinds.Add(batch.Current);
        }

        return kinds;
    }

    private List<FrameKind> Kinds(string text) => Kinds(_decoder, text);
}
