using System.Buffers.Binary;
using System.Globalization;
using FastArb.Chain;
using FastArb.Feed;
using Xunit;
using static FastArb.Tests.Feed.Sequencing.SequencedFeed;

namespace FastArb.Tests.Feed.Sequencing;

/// <summary>
/// What is no message and decides all the same: recorded like one, and the same when read again.
/// </summary>
public sealed class Sequencer_Inputs
{
    private readonly SequencedFeed _feed = new(Everything);

    [Fact]
    public void A_confirmed_subscription_asks_where_the_chain_ends()
    {
        _feed.Sequencer.Accept(InputKind.Subscribed, 0, [], Second);
        ChainCall call = Assert.Single(Calls());
        Assert.Equal(ChainCallKind.HeaderLatest, call.Kind);
        Assert.Equal(FeedHealth.CatchingUp, _feed.Sequencer.Health);
        _feed.Accept(Answer(call.Id, ResultOf(Head(1))), 2 * Second);
        Assert.Equal((1, 1), (_feed.Sequencer.ProbesAnswered, _feed.Sequencer.ProbeNumber));
        // Its logs may have been sent before the subscription.
        Assert.Equal(ChainCallKind.LogsByHash, Assert.Single(Calls()).Kind);
    }

    [Fact]
    public void Verdicts_probe_the_node_and_halt_the_stream()
    {
        _feed.Accept(Head(1), Second);
        _ = Calls();
        _feed.Sequencer.Accept(InputKind.Verdict, 0, [(byte)FeedVerdict.Probe], Second);
        Assert.Equal(ChainCallKind.HeaderLatest, Assert.Single(Calls()).Kind);
        _feed.Sequencer.Accept(InputKind.Verdict, 0, [(byte)FeedVerdict.ChainHalted], Second);
        Assert.Equal((ChainEventKind.Health, (byte)FeedHealth.Halted), Last());
        // A verdict that says nothing, or nothing that is known, changes nothing.
        _feed.Sequencer.Accept(InputKind.Verdict, 0, [], Second);
        _feed.Sequencer.Accept(InputKind.Verdict, 0, [99], Second);
        Assert.Empty(Calls());
    }

    [Fact]
    public void A_call_that_failed_on_its_way_is_put_again_when_it_is_time()
    {
        _feed.Accept(Head(1), 0);
        _feed.Accept(Head(3), Second);
        ChainCall call = Calls().Last(asked => asked.Kind == ChainCallKind.HeaderByHash);
        byte[] payload = new byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(payload, call.Id);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(8), 2_500);
        _feed.Sequencer.Accept(InputKind.CallFailed, 0, payload.AsSpan(0, 11), Second);
        Assert.Equal(0, _feed.Sequencer.OrderCounters.CallsPutOff);
        _feed.Sequencer.Accept(InputKind.CallFailed, 0, payload, Second);
        _feed.Tick(3 * Second);
        Assert.DoesNotContain(Calls(), asked => asked.Kind == ChainCallKind.HeaderByHash);
        _feed.Tick(4 * Second);
        ChainCall again = Assert.Single(Calls(), asked => asked.Kind == ChainCallKind.HeaderByHash);
        Assert.Equal(call with { Id = again.Id, Turn = 1 }, again);
        Assert.Equal(0, _feed.Sequencer.OrderCounters.CallsFailed);
    }

    [Theory]
    [InlineData(-32005, "rate limit exceeded", 1, 0)]
    [InlineData(429, "Too Many Requests", 1, 0)]
    [InlineData(-32000, "unknown block", 0, 1)]
    public void Too_many_questions_are_no_fault_of_a_question(int code, string text, int putOff, int failed)
    {
        _feed.Accept(Head(1), 0);
        ChainCall call = Assert.Single(Calls());
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"jsonrpc":"2.0","id":{{{call.Id}}},"error":{"code":{{{code}}},"message":"{{{text}}}"}}"""
        );
        _feed.Accept(message, Second);
        BlockOrderCounters counters = _feed.Sequencer.OrderCounters;
        Assert.Equal((putOff, failed), (counters.CallsPutOff, counters.CallsFailed));
    }

    private List<ChainCall> Calls()
    {
        List<ChainCall> calls = [];
        while (_feed.Sequencer.TryTakeCall(out ChainCall call))
        {
            calls.Add(call);
        }

        return calls;
    }

    private (ChainEventKind Kind, byte Detail) Last() => (_feed.Events[^1].Kind, _feed.Events[^1].Detail);

    private static string Answer(long id, string result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}}}"""
        );

    private static string ResultOf(string notification)
    {
        int start = notification.IndexOf("\"result\":", StringComparison.Ordinal) + "\"result\":".Length;
        return notification[start..(notification.LastIndexOf("}}", StringComparison.Ordinal))];
    }
}
