using System.Buffers.Binary;
using System.Text.Json.Nodes;
using FastArb.Feed;
using FastArb.Tests.Feed.Sequencing;
using Xunit;

namespace FastArb.Tests.Feed.Session;

/// <summary>Which way questions go, how many at once, and when they wait.</summary>
public sealed class FeedSession_Questions
{
    [Fact]
    public void Questions_that_wait_together_go_in_one_batch()
    {
        SessionScene scene = Asking(new SessionScene());
        JsonNode batch = JsonNode.Parse(scene.Sent()[0])!;
        Assert.True(Assert.IsType<JsonArray>(batch).Count >= 2);
        Assert.True(scene.Session.Counters.BatchesSent >= 1);
    }

    [Fact]
    public void A_batch_holds_no_more_than_it_may()
    {
        SessionScene scene = Asking(new SessionScene(with: options => options with { BatchMax = 1 }));
        string[] sent = scene.Sent();
        Assert.True(sent.Length >= 2);
        Assert.All(sent, text => Assert.StartsWith("{", text, StringComparison.Ordinal));
        Assert.Equal(0, scene.Session.Counters.BatchesSent);
    }

    [Fact]
    public void A_node_that_refuses_a_batch_gets_none_any_more()
    {
        SessionScene scene = Asking(new SessionScene());
        long before = scene.Session.Counters.CallsPutOff;
        int asked = scene.Requests().Length;
        long batches = scene.Session.Counters.BatchesSent;
        scene.Refuse("null", -32600, "batches are not supported");
        Assert.Equal(1, scene.Session.Counters.BatchesRefused);
        Assert.InRange(scene.Session.Counters.CallsPutOff - before, Math.Min(asked, 20), 64);

        // On the next connection neither.
        scene.Close();
        scene.UntilConnecting();
        Asking(scene);
        Assert.All(scene.Sent(), text => Assert.StartsWith("{", text, StringComparison.Ordinal));
        Assert.Equal(batches, scene.Session.Counters.BatchesSent);
    }

    [Fact]
    public void A_limit_that_hits_a_batch_is_no_refusal_of_batches()
    {
        SessionScene scene = Asking(new SessionScene());
        scene.Refuse("null", -32005, "rate limit exceeded");
        Assert.Equal(0, scene.Session.Counters.BatchesRefused);
        Assert.Equal(1, scene.Session.Counters.RateLimited);
        Assert.True(scene.Session.IsSubscribed);
    }

    [Fact]
    public void Http_endpoints_are_asked_for_their_chain_and_then_for_everything_else()
    {
        SessionScene scene = new(routes: 2);
        scene.Subscribe();
        Assert.Equal(["eth_chainId"], scene.Methods(1));
        Assert.Equal(["eth_chainId"], scene.Methods(2));
        scene.Post(1, SessionScene.AnswerText(1, SessionScene.Polygon));
        scene.Post(2, SessionScene.AnswerText(1, SessionScene.Polygon));
        Asking(scene);
        Assert.Empty(scene.Sent());
        Assert.NotEmpty(scene.Sent(1));
        Assert.True(scene.Session.AwaitsInbox);
    }

    [Fact]
    public void An_http_endpoint_of_another_chain_is_asked_nothing_ever()
    {
        SessionScene scene = new(routes: 1);
        scene.Subscribe();
        scene.Post(1, SessionScene.AnswerText(1, "\"0x1\""));
        Assert.Contains(
            "http0.example serves chain 1, not 137",
            scene.Notices.Sentence(FeedNotice.EndpointRefused),
            StringComparison.Ordinal
        );
        Asking(scene);
        Assert.NotEmpty(scene.Sent());
        scene.Close();
        scene.UntilConnecting();
        scene.Sent(1);
        scene.Subscribe();
        Assert.Empty(scene.Sent(1));
    }

    [Fact]
    public void A_way_that_is_limited_or_broken_is_left_alone_and_another_one_taken()
    {
        SessionScene scene = new(routes: 1);
        scene.Subscribe();
        scene.Post(1, SessionScene.AnswerText(1, SessionScene.Polygon));
        scene.Post(1, SessionScene.RefusalText("5", 429, "too many requests"));
        Asking(scene);
        Assert.Equal(["eth_chainId"], scene.Methods(1));
        Assert.NotEmpty(scene.Sent());

        // Growing, and what it asks for is kept.
        scene.Pass(5);
        scene.Sent(1);
        scene.Post(InputKind.CallFailed, 1, CallFailed(id: 7, milliseconds: 40_000));
        scene.Pass(39);
        Ask(scene);
        Assert.Empty(scene.Sent(1));
        Assert.NotEmpty(scene.Sent());
        scene.Pass(4);
        Ask(scene);
        Assert.NotEmpty(scene.Sent(1));
    }

    [Fact]
    public void A_chain_check_that_fails_is_made_again_less_and_less_often()
    {
        SessionScene scene = new(routes: 1);
        scene.Subscribe();
        long last = scene.Now;
        List<double> gaps = [];
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(["eth_chainId"], scene.Methods(1));
            scene.Post(InputKind.CallFailed, 1, CallFailed(id: 1, milliseconds: 0));
            while (!scene.HasSent(1))
            {
                scene.Pass(0.1);
            }

            gaps.Add((scene.Now - last) / (double)SessionScene.Second);
            last = scene.Now;
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], gaps.Select(gap => Math.Round(gap)));
    }

    [Fact]
    public void Without_a_way_questions_are_put_off_and_nothing_is_sent()
    {
        SessionScene scene = Asking(new SessionScene());
        scene.Close();
        scene.Sent();
        for (int i = 0; i < 60; i++)
        {
            scene.UntilConnecting();
            scene.Fail(FeedConnectFault.Unreachable);
        }

        Assert.Empty(scene.Sent());
        Assert.False(scene.Session.HasText);
        Assert.True(scene.Session.Counters.CallsPutOff > 0);
    }

    [Fact]
    public void What_there_is_no_room_for_is_put_off()
    {
        SessionScene scene = new(routes: 1) { RefusesPosts = true };
        scene.Subscribe();
        Assert.Empty(scene.Sent(1));
        scene.RefusesPosts = false;
        scene.Pass(1.1);
        Assert.Equal(["eth_chainId"], scene.Methods(1));
    }

    // Blocks whose logs may be lost, on a connection that is up again: there are several questions at once.
    private static SessionScene Asking(SessionScene scene)
    {
        if (!scene.Session.IsSubscribed)
        {
            scene.Subscribe();
        }

        scene.Message(SequencedFeed.Head(1));
        scene.Message(SequencedFeed.Head(2));
        scene.Message(SequencedFeed.Head(3));
        scene.Sent();
        scene.Close();
        scene.UntilConnecting();
        scene.Subscribe();
        scene.Sent();
        Ask(scene);
        return scene;
    }

    private static void Ask(SessionScene scene)
    {
        scene.Holds = true;
        int next = (int)scene.Pulse.HeadNumber + 10;
        scene.Message(SequencedFeed.Head(next));
        scene.Message(SequencedFeed.Head(next + 10));
        scene.Pass(0.5);
        scene.Holds = false;
        scene.Pump();
    }

    private static byte[] CallFailed(long id, uint milliseconds)
    {
        byte[] payload = new byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(payload, id);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(8), milliseconds);
        return payload;
    }
}
