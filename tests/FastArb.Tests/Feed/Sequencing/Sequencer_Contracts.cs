using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;
using static FastArb.Tests.Feed.Sequencing.SequencedFeed;

namespace FastArb.Tests.Feed.Sequencing;

/// <summary>Questions to contracts: put, answered once, recorded, and the same when read again.</summary>
public sealed class Sequencer_Contracts
{
    private readonly List<(InputKind Kind, byte[] Payload, long Time)> _inputs = [];
    private readonly SequencedFeed _feed = new(Everything);

    [Fact]
    public void A_question_is_an_eth_call_at_a_block_hash()
    {
        ArrayBufferWriter<byte> text = new();
        ChainCall call = Ask(7);
        new SubscriptionRequests(Everything.Rules).WriteCall(text, call);
        Assert.Equal(
            string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"jsonrpc":"2.0","id":{{{call.Id}}},"method":"eth_call","params":[{"to":"0x0000000"""
            )
                + "00000000000000000000000000000abcd\",\"data\":\"0x0a0b\"},{\"blockHash\":\"0x"
                + $"{HashOf(1).ToString("x64", CultureInfo.InvariantCulture)}\"}}]}}",
            Encoding.UTF8.GetString(text.WrittenSpan)
        );
        text.Clear();
        ContractQuestion altered = call.Question! with
        {
            CodeInPlaceOf = [Address.FromLowBits(1), Address.FromLowBits(2)],
            Code = [0x5f, 0xf3],
        };
        new SubscriptionRequests(Everything.Rules).WriteCall(text, call with { Question = altered });
        string account = $"0x{new string('0', 39)}";
        Assert.EndsWith(
            $"}},{{\"{account}1\":{{\"code\":\"0x5ff3\"}},\"{account}2\":{{\"code\":\"0x5ff3\"}}}}]}}",
            Encoding.UTF8.GetString(text.WrittenSpan),
            StringComparison.Ordinal
        );
        Assert.True(QuestionPayload.TryRead(QuestionPayload.Of(altered), out ContractQuestion? read));
        Assert.Equal((altered.Tag, altered.Block, altered.To), (read.Tag, read.Block, read.To));
        Assert.Equal(altered.CodeInPlaceOf, read.CodeInPlaceOf);
        Assert.Equal(altered.Code, read.Code);
        Assert.Equal(altered.Data, read.Data);
        ChainCall bare = call with { Question = null };
        Assert.Throws<ArgumentException>(() =>
            new SubscriptionRequests(Everything.Rules).WriteCall(text, bare)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(192)]
    [InlineData(193)]
    [InlineData(448)]
    [InlineData(10_000)]
    [InlineData(ChainEvent.AnswerBytesMax)]
    public void What_is_returned_goes_on_in_as_many_slots_as_it_needs(int length)
    {
        byte[] result = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
        Answer(Ask(99).Id, Convert.ToHexStringLower(result));
        ChainEvent[] answer = [.. _feed.Events];
        Assert.Equal(1 + Math.Max(0, (length - 192 + 255) / 256), answer.Length);
        Assert.Equal((HashOf(1), (UInt256)99), (answer[0].Words[0], answer[0].Words[1]));
        List<byte> words = [];
        for (int i = 0; i < answer.Length; i++)
        {
            Assert.Equal(i == 0 ? ChainEventKind.Answer : ChainEventKind.AnswerPart, answer[i].Kind);
            Assert.Equal((i, length, 1L), ((int)answer[i].Part, answer[i].DataLength, answer[i].BlockNumber));
            Assert.Equal((byte)AnswerOutcome.Ok, answer[i].Detail);
            for (int word = i == 0 ? 2 : 0; word < answer[i].WordCount; word++)
            {
                byte[] bytes = new byte[UInt256.ByteCount];
                answer[i].Words[word].WriteBigEndian(bytes);
                words.AddRange(bytes);
            }
        }

        Assert.Equal(result, words.Take(length));
        Assert.All(words.Skip(length), padding => Assert.Equal(0, padding));
        ReplaysEqually();
    }

    [Fact]
    public void An_answer_that_is_too_long_has_failed()
    {
        Answer(Ask(1).Id, new string('0', 2 * (ChainEvent.AnswerBytesMax + 1)));
        Assert.Equal(AnswerOutcome.Failed, Outcome());
    }

    [Theory]
    [InlineData(3, "execution reverted: request rate limit exceeded")]
    [InlineData(-32000, "execution reverted")]
    [InlineData(-32015, "VM execution error.")]
    [InlineData(3, "whatever")]
    public void A_contract_that_refuses_is_not_asked_again(int code, string text)
    {
        Refuse(Ask(5).Id, code, text);
        Assert.Equal(AnswerOutcome.Reverted, Outcome());
        ReplaysEqually();
    }

    [Fact]
    public void A_block_that_nobody_has_is_asked_for_six_ways_and_has_failed_then()
    {
        ChainCall call = Ask(5);
        for (int turn = 1; turn < 6; turn++)
        {
            Refuse(call.Id, -32000, "header not found");
            Assert.Empty(_feed.Events);
            Assert.Empty(Calls());
            ChainCall again = Next();
            Assert.Equal(call with { Id = again.Id, Turn = turn }, again);
            call = again;
        }

        // The last one is not answered at all.
        Tick(10);
        Assert.Equal(AnswerOutcome.Failed, Outcome());
        Assert.Equal(1, _feed.Sequencer.OrderCounters.QuestionsFailed);
        Answer(call.Id, string.Empty);
        Assert.Equal(1, _feed.Sequencer.OrderCounters.QuestionsAsked);
        Assert.Single(_feed.Events);
        ReplaysEqually();
    }

    [Fact]
    public void A_limit_puts_a_question_off_for_as_long_as_it_takes()
    {
        ChainCall call = Ask(5);
        for (int i = 0; i < 30; i++)
        {
            Refuse(call.Id, -32005, "rate limit exceeded");
            byte[] failed = new byte[12];
            call = Next();
            BinaryPrimitives.WriteInt64LittleEndian(failed, call.Id);
            BinaryPrimitives.WriteUInt32LittleEndian(failed.AsSpan(8), 30_000);
            Accept(InputKind.CallFailed, failed, 0);
            Tick(29);
            Assert.Empty(Calls());
            Tick(2);
            call = Assert.Single(Calls());
        }

        Answer(call.Id, "01");
        Assert.Equal(AnswerOutcome.Ok, Outcome());
        ReplaysEqually();
    }

    [Fact]
    public void Without_a_connection_questions_wait()
    {
        ChainCall call = Ask(5);
        Accept(InputKind.Disconnected, [], 1);
        Put(6);
        Answer(call.Id, "01");
        Tick(1_000);
        Assert.Empty(Calls());
        Assert.DoesNotContain(ChainEventKind.Answer, _feed.Kinds);
        Accept(InputKind.Subscribed, [], 1);
        ChainCall[] again = [.. Calls().Where(one => one.Kind == ChainCallKind.Contract)];
        Assert.Equal([5UL, 6UL], again.Select(one => one.Question!.Tag));
        Answer(again[1].Id, "02");
        Answer(again[0].Id, "01");
        ReplaysEqually();
    }

    [Fact]
    public void More_questions_than_there_is_room_for_have_failed_at_once()
    {
        for (ulong tag = 0; tag < 256; tag++)
        {
            Ask(tag);
        }

        Assert.Empty(_feed.Events);
        Accept(InputKind.Asked, QuestionPayload.Of(Question(256)), 0);
        Assert.Equal(AnswerOutcome.Failed, Outcome());
        Assert.Empty(Calls());
        ReplaysEqually();
    }

    [Fact]
    public void Whoever_asks_contracts_does_not_change_the_feeds_own_questions()
    {
        SequencedFeed other = new(Everything);
        Ask(1);
        foreach (SequencedFeed feed in (SequencedFeed[])[_feed, other])
        {
            feed.Accept(Head(1), Second);
            feed.Accept(Head(4), Second);
        }

        List<ChainCall> own = CallsOf(other);
        Assert.NotEmpty(own);
        Assert.Equal(own, Calls());
    }

    [Theory]
    [InlineData("\"0x1\"")]
    [InlineData("\"0xzz\"")]
    [InlineData("\"1234\"")]
    [InlineData("null")]
    [InlineData("{}")]
    public void What_is_no_data_is_no_answer(string result)
    {
        Accept(InputKind.Message, Encoding.UTF8.GetBytes(AnswerText(Ask(5).Id, result)), 0);
        Assert.Empty(_feed.Events);
        Tick(1);
        Assert.Single(Calls());
    }

    [Fact]
    public void A_payload_that_is_cut_asks_nothing()
    {
        byte[] whole = QuestionPayload.Of(Question(1) with { CodeInPlaceOf = [default], Code = [1, 2] });
        int data = Question(1).Data.Length;
        for (int length = 0; length < whole.Length - data; length++)
        {
            Accept(InputKind.Asked, whole[..length], 0);
        }

        Assert.Empty(Calls());
    }

    private static ContractQuestion Question(ulong tag) =>
        new(tag, new BlockIdentity(1, HashOf(1)), Address.FromLowBits(0xabcd), [10, 11]);

    private ChainCall Ask(ulong tag)
    {
        Put(tag);
        ChainCall call = Assert.Single(Calls());
        Assert.Equal(ImmutableArray.Create<byte>(10, 11), call.Question!.Data);
        return call;
    }

    private void Put(ulong tag)
    {
        _inputs.Add((InputKind.Asked, QuestionPayload.Of(Question(tag)), Now));
        _feed.Sequencer.Ask(Question(tag), Now);
    }

    private long Now => _inputs.Count == 0 ? Second : _inputs[^1].Time;

    private void Tick(double seconds) => Accept(InputKind.Tick, [], seconds);

    private void Accept(InputKind kind, byte[] payload, double seconds)
    {
        _inputs.Add((kind, payload, Now + (long)(seconds * Second)));
        _feed.Sequencer.Accept(kind, 0, payload, Now);
    }

    private void Answer(long id, string digits) =>
        Accept(InputKind.Message, Encoding.UTF8.GetBytes(AnswerText(id, $"\"0x{digits}\"")), 0);

    private void Refuse(long id, int code, string text) =>
        Accept(
            InputKind.Message,
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$$"""{"jsonrpc":"2.0","id":{{{id}}},"error":{"code":{{{code}}},"message":"{{{text}}}"}"""
                ) + "}"
            ),
            0
        );

    private AnswerOutcome Outcome()
    {
        ChainEvent answer = Assert.Single(_feed.Events, e => e.Kind == ChainEventKind.Answer);
        Assert.Equal(0, answer.DataLength * answer.Detail);
        return (AnswerOutcome)answer.Detail;
    }

    private ChainCall Next()
    {
        List<ChainCall> calls = [];
        for (int i = 0; i < 90 && calls.Count == 0; i++)
        {
            Tick(0.1);
            calls = Calls();
        }

        return Assert.Single(calls);
    }

    private List<ChainCall> Calls() => CallsOf(_feed);

    private static List<ChainCall> CallsOf(SequencedFeed feed)
    {
        List<ChainCall> calls = [];
        while (feed.Sequencer.TryTakeCall(out ChainCall call))
        {
            calls.Add(call);
        }

        return calls;
    }

    // By the input alone: nobody asks, nobody takes a question.
    private void ReplaysEqually()
    {
        SequencedFeed again = new(Everything);
        foreach ((InputKind kind, byte[] payload, long time) in _inputs)
        {
            again.Sequencer.Replay(kind, payload, time, 0);
        }

        Assert.Equal(_feed.Bytes, again.Bytes);
    }

    private static string AnswerText(long id, string result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}"""
        );
}
