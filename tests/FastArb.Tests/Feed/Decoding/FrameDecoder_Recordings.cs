using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Decoding;

public sealed class FrameDecoder_Recordings
{
    private static readonly UInt256 s_sync = ReferenceDecoder.Word(
        "0x1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1"
    );

    private static readonly UInt256 s_swap = ReferenceDecoder.Word(
        "0xd78ad95fa46c994b6551d0da85fc275fe613ce37657fb8d5e3d130840159d822"
    );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_log_gives_the_slots_that_a_parsed_document_gives(bool walk)
    {
        FrameDecoder decoder = new(new WatchRules([WatchRule.Everything]));
        WatchMatch any = new(0, ChainEvent.AnyTopic, ChainEvent.AnySource);
        int logs = 0;
        foreach (byte[] frame in RecordedFrames.Long.Concat(RecordedFrames.ReorgGeth).Skip(2))
        {
            JsonNode? log = JsonNode.Parse(frame)?["params"]?["result"];
            if (log?["topics"] is null)
            {
                continue;
            }

            Assert.Equal(FrameKind.Log, walk ? decoder.DecodeByWalk(frame) : decoder.Decode(frame));
            Assert.Equal(ReferenceDecoder.Word(log["blockHash"]!.GetValue<string>()), decoder.Log.BlockHash);
            Assert.Equal((long)ReferenceDecoder.Quantity(log["blockNumber"]!), decoder.Log.BlockNumber);
            Assert.Equal((uint)ReferenceDecoder.Quantity(log["logIndex"]!), decoder.Log.LogIndex);
            Assert.Equal(log["removed"]!.GetValue<bool>(), decoder.Log.Removed);
            AssertSame(ReferenceDecoder.Slots(log, any), decoder.Slots);
            logs++;
        }

        Assert.True(logs > 19_000);
    }

    [Fact]
    public void Every_head_says_what_a_parsed_document_says()
    {
        FrameDecoder decoder = new(new WatchRules([WatchRule.Everything]));
        int heads = 0;
        foreach (byte[] frame in RecordedFrames.Long)
        {
            JsonNode? head = JsonNode.Parse(frame)?["params"]?["result"];
            if (head?["parentHash"] is null)
            {
                continue;
            }

            Assert.Equal(FrameKind.Head, decoder.Decode(frame));
            AssertSame(head, decoder.Head);
            Assert.Equal(FrameDecoder.NoTime, decoder.CarriedTime);
            heads++;
        }

        Assert.Equal(601, heads);
    }

    [Fact]
    public void Only_the_logs_that_a_rule_wants_are_decoded()
    {
        WatchRule rule = new("pairs") { Topic0 = [s_swap, s_sync] };
        FrameDecoder decoder = new(new WatchRules([rule]));
        int wanted = 0;
        foreach (byte[] frame in RecordedFrames.Long)
        {
            JsonNode? log = JsonNode.Parse(frame)?["params"]?["result"];
            if (log?["topics"] is not JsonArray topics)
            {
                continue;
            }

            UInt256 topic0 = topics.Count == 0 ? default : ReferenceDecoder.Word((string)topics[0]!);
            int index = rule.Topic0.IndexOf(topic0);
            Assert.Equal(index < 0 ? FrameKind.UnwantedLog : FrameKind.Log, decoder.Decode(frame));
            if (index >= 0)
            {
                WatchMatch match = new(0, (byte)index, ChainEvent.AnySource);
                AssertSame(ReferenceDecoder.Slots(log, match), decoder.Slots);
                wanted++;
            }
        }

        Assert.True(wanted > 2_000);
    }

    [Fact]
    public void The_two_first_frames_are_the_answers_to_the_subscriptions()
    {
        FrameDecoder decoder = new(new WatchRules([WatchRule.Everything]));
        for (int i = 0; i < 2; i++)
        {
            byte[] frame = RecordedFrames.Long[i];
            Assert.Equal(FrameKind.Answer, decoder.Decode(frame));
            Assert.Equal(i + 1, decoder.Answer.Id);
            Assert.False(decoder.Answer.HasError);
            Assert.Equal((byte)'"', decoder.Answer.Body(frame)[0]);
            Assert.Equal(36, decoder.Answer.Length);
        }
    }

    private static void AssertSame(JsonNode expected, BlockHead head)
    {
        Assert.Equal(ReferenceDecoder.Word((string)expected["hash"]!), head.Hash);
        Assert.Equal(ReferenceDecoder.Word((string)expected["parentHash"]!), head.ParentHash);
        Assert.Equal((long)ReferenceDecoder.Quantity(expected["number"]!), head.Number);
        Assert.Equal((long)ReferenceDecoder.Quantity(expected["timestamp"]!), head.Timestamp);
        Assert.Equal((long)ReferenceDecoder.Quantity(expected["gasUsed"]!), head.GasUsed);
        Assert.Equal((long)ReferenceDecoder.Quantity(expected["gasLimit"]!), head.GasLimit);
        Assert.Equal(ReferenceDecoder.Word((string)expected["baseFeePerGas"]!), head.BaseFee);
        Assert.Equal(expected["transactions"]!.AsArray().Count, head.TransactionCount);
        Assert.True(head.HasBloom);
        Assert.Equal(Convert.FromHexString(((string)expected["logsBloom"]!)[2..]), head.Bloom.Bytes);
    }

    private static void AssertSame(ReadOnlySpan<ChainEvent> expected, ReadOnlySpan<ChainEvent> slots) =>
        Assert.True(MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(slots)));
}
