using System.Buffers.Binary;
using System.Text.Json.Nodes;
using FastArb.Feed;
using FastArb.Tests.Feed.Sequencing;
using Xunit;

namespace FastArb.Tests.Feed.Session;

/// <summary>Ways to put questions that fail, ask for peace or answer with too much.</summary>
public sealed class FeedSession_Routes
{
    private static readonly string s_chain = SessionScene.AnswerText(1, SessionScene.Polygon);

    [Fact]
    public void A_batch_that_is_limited_is_one_pause_however_many_its_answers()
    {
        SessionScene scene = WithRoute();
        string[] refusals =
        [
            .. Enumerable.Range(0, 20).Select(i => SessionScene.RefusalText($"{100 + i}", 429, "too many")),
        ];
        scene.Post(1, $"[{string.Join(',', refusals)}]");
        Assert.Equal(1, scene.Session.Counters.RateLimited);
        Assert.Equal(1, scene.Notices.Count(FeedNotice.RateLimited));
        Assert.Matches(
            "http0.example: .*; it is asked less often, next try in [56] s$",
            scene.Notices.Sentence(FeedNotice.RateLimited)
        );
        scene.Pass(6.1);
        Assert.True(AsksOnRoute(scene));
    }

    [Fact]
    public void Longer_peace_than_ten_minutes_is_not_given()
    {
        SessionScene scene = WithRoute();
        scene.Post(InputKind.CallFailed, 1, CallFailed(7, CallFault.Limited, 86_400_000));
        scene.Pass(599);
        Assert.False(AsksOnRoute(scene));
        scene.Pass(5);
        Assert.True(AsksOnRoute(scene));
    }

    [Fact]
    public void A_way_that_limits_every_question_sees_twelve_tries_in_ten_minutes_at_most()
    {
        SessionScene scene = new(routes: 1);
        scene.Subscribe();
        List<double> tries = [];
        while (scene.Now < 3600 * SessionScene.Second)
        {
            if (scene.Sent(1).Length > 0)
            {
                tries.Add(scene.Now / (double)SessionScene.Second);
                scene.Post(InputKind.CallFailed, 1, CallFailed(1, CallFault.Limited, 0));
            }

            scene.Pass(0.5);
        }

        Assert.InRange(tries.Count, 30, 72);
        Assert.InRange(tries[1] - tries[0], 5, 6.6);
        for (int i = 12; i < tries.Count; i++)
        {
            Assert.True(tries[i] - tries[i - 12] >= 600, $"try {i}");
        }
    }

    [Theory]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"not ready\"} }")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":429,\"message\":\"too many\"} }")]
    public void A_chain_check_that_brings_no_chain_is_made_again(string answer)
    {
        SessionScene scene = new(routes: 1);
        scene.Subscribe();
        Assert.Single(scene.Sent(1));
        scene.Post(1, answer);
        Assert.Empty(scene.Sent(1));
        scene.Pass(7);
        Assert.Equal(["eth_chainId"], scene.Methods(1));
        scene.Post(1, s_chain);
        Assert.True(AsksOnRoute(scene));
    }

    [Theory]
    [InlineData(-32000, "invalid api key")]
    [InlineData(-32005, "daily request quota exceeded")]
    public void A_way_that_does_not_take_the_key_is_given_up_and_that_is_said(int code, string text)
    {
        SessionScene scene = new(routes: 1);
        scene.Subscribe();
        scene.Post(1, SessionScene.RefusalText("1", code, text));
        MustBeGivenUp(scene, text);
    }

    [Theory]
    [InlineData((int)CallFault.KeyInvalid, "does not accept the key")]
    [InlineData((int)CallFault.QuotaUsedUp, "is used up")]
    public void So_is_one_that_says_so_by_its_status(int fault, string text)
    {
        SessionScene scene = WithRoute();
        scene.Post(InputKind.CallFailed, 1, CallFailed(7, (CallFault)fault, 0));
        scene.Post(InputKind.CallFailed, 1, CallFailed(8, (CallFault)fault, 0));
        MustBeGivenUp(scene, text);
    }

    [Fact]
    public void A_dead_way_is_said_once_until_it_answers_again()
    {
        SessionScene scene = new(routes: 1);
        scene.Subscribe();
        for (int i = 0; i < 10; i++)
        {
            scene.Sent(1);
            scene.Post(InputKind.CallFailed, 1, CallFailed(1, CallFault.Unreachable, 0));
            scene.Pass(61);
        }

        Assert.Equal(1, scene.Notices.Count(FeedNotice.ConnectFailed));
        Assert.StartsWith(
            "http0.example answers no questions",
            scene.Notices.Sentence(FeedNotice.ConnectFailed),
            StringComparison.Ordinal
        );
        scene.Post(1, s_chain);
        scene.Post(InputKind.CallFailed, 1, CallFailed(7, CallFault.Unreachable, 0));
        Assert.Equal(2, scene.Notices.Count(FeedNotice.ConnectFailed));
    }

    [Fact]
    public void What_failed_on_its_way_is_not_put_off_again_when_a_later_batch_is_refused()
    {
        SessionScene scene = WithRoute();
        long[] ids = Ask(scene, route: 1);
        Assert.True(ids.Length > 1);
        foreach (long id in ids)
        {
            scene.Post(InputKind.CallFailed, 1, CallFailed(id, CallFault.Unreachable, 0));
        }

        long before = scene.Session.Counters.CallsPutOff;
        scene.Post(1, SessionScene.RefusalText("null", -32600, "batches are not supported"));
        Assert.Equal(before, scene.Session.Counters.CallsPutOff);
    }

    [Fact]
    public void A_question_whose_answer_is_too_long_does_not_end_every_next_connection()
    {
        SessionScene scene = new();
        scene.Subscribe();
        scene.Message(SequencedFeed.Head(1));
        scene.Message(SequencedFeed.Head(2));
        scene.Close();
        int closed = 0;
        for (int i = 0; i < 200; i++)
        {
            scene.UntilConnecting();
            scene.Subscribe();
            if (i == 0)
            {
                scene.Message(SequencedFeed.Head(3));
            }

            scene.Pass(1);
            string[] methods = scene.Methods();
            if (!methods.Contains("eth_getLogs", StringComparer.Ordinal))
            {
                break;
            }

            closed++;
            scene.Close(WebSocketCloseCause.MessageTooBig);
        }

        Assert.InRange(closed, 1, 20);
    }

    [Fact]
    public void Peace_that_one_node_wants_is_not_given_to_the_next_one()
    {
        SessionScene scene = new(endpoints: 2);
        scene.Subscribe();
        scene.Refuse("7", 429, "too many requests");
        scene.Sent();
        Assert.Empty(Ask(scene, route: 0));
        scene.Close();
        Assert.Equal(1, scene.Session.Endpoint);
        scene.Subscribe();
        Assert.NotEmpty(Ask(scene, route: 0));
    }

    [Fact]
    public void An_answer_that_is_too_long_over_http_is_a_failed_try_and_no_pause()
    {
        SessionScene scene = WithRoute();
        long[] ids = Ask(scene, route: 1);
        long failed = scene.Sequencer.OrderCounters.CallsFailed;
        scene.Post(InputKind.CallFailed, 1, CallFailed(ids[0], CallFault.TooLarge, 0));
        Assert.Equal(failed + 1, scene.Sequencer.OrderCounters.CallsFailed);
        Assert.True(AsksOnRoute(scene));
    }

    private static SessionScene WithRoute()
    {
        SessionScene scene = new(routes: 1);
        scene.Subscribe();
        scene.Post(1, s_chain);
        scene.Sent(1);
        return scene;
    }

    private static void MustBeGivenUp(SessionScene scene, string text)
    {
        Assert.Equal(1, scene.Session.Counters.Refusals);
        Assert.Equal(1, scene.Notices.Count(FeedNotice.EndpointRefused));
        string said = scene.Notices.Sentence(FeedNotice.EndpointRefused)!;
        Assert.StartsWith("http0.example", said, StringComparison.Ordinal);
        Assert.Contains(text, said, StringComparison.Ordinal);
        scene.Sent(1);
        scene.Pass(700);
        scene.Close();
        scene.UntilConnecting();
        scene.Subscribe();
        Assert.False(AsksOnRoute(scene));
    }

    private static bool AsksOnRoute(SessionScene scene)
    {
        scene.Sent(1);
        return Ask(scene, route: 1).Length > 0;
    }

    // Two jumps of the head: what lies between is asked for, several questions at once.
    private static long[] Ask(SessionScene scene, int route)
    {
        scene.Holds = true;
        int next = (int)scene.Pulse.HeadNumber + 10;
        scene.Message(SequencedFeed.Head(next));
        scene.Message(SequencedFeed.Head(next + 10));
        scene.Pass(0.5);
        scene.Holds = false;
        scene.Pump();
        return [.. scene.Requests(route).Select((JsonNode request) => (long)request["id"]!)];
    }

    private static byte[] CallFailed(long id, CallFault fault, uint milliseconds)
    {
        byte[] payload = new byte[13];
        BinaryPrimitives.WriteInt64LittleEndian(payload, id);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(8), milliseconds);
        payload[12] = (byte)fault;
        return payload;
    }
}
