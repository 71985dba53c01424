using FastArb.Feed;
using FastArb.Tests.Feed.Sequencing;
using Xunit;

namespace FastArb.Tests.Feed.Session;

/// <summary>From the first connection to the end, and around again.</summary>
public sealed class FeedSession_Phases
{
    [Fact]
    public void The_chains_id_is_asked_alone_and_the_subscriptions_only_when_it_is_right()
    {
        SessionScene scene = new();
        Assert.Equal(FeedPhase.Connecting, scene.Session.Phase);
        Assert.Empty(scene.Sent());

        scene.Connect();
        Assert.Equal(FeedPhase.Reading, scene.Session.Phase);
        Assert.Equal(["eth_chainId"], scene.Methods());
        Assert.NotEqual(0, scene.Pulse.Connected);

        scene.Answer(1, SessionScene.Polygon);
        Assert.Equal(137, scene.Session.ChainId);
        string[] sent = scene.Sent();
        Assert.Equal(2, sent.Length);
        Assert.Contains("\"logs\"", sent[0], StringComparison.Ordinal);
        Assert.Contains("\"newHeads\"", sent[1], StringComparison.Ordinal);

        scene.Answer(2, "\"0x1\"");
        Assert.False(scene.Session.IsSubscribed);
        scene.Answer(3, "\"0x2\"");
        Assert.True(scene.Session.IsSubscribed);
        Assert.NotEqual(0, scene.Pulse.Subscribed);
        Assert.Equal(1, scene.Session.Counters.Subscriptions);
    }

    [Fact]
    [Trait("row", "2")]
    public void A_lost_connection_is_followed_by_another_for_ever()
    {
        SessionScene scene = new();
        for (int i = 1; i <= 1_000; i++)
        {
            scene.Subscribe();
            Assert.True(scene.Session.IsSubscribed);
            scene.Close();
            Assert.Equal(FeedPhase.Waiting, scene.Session.Phase);
            Assert.Equal((0L, 0L), (scene.Pulse.Connected, scene.Pulse.Subscribed));
            Assert.InRange(scene.UntilConnecting(), 0.1, 1.2);
            Assert.Equal(FeedPhase.Connecting, scene.Session.Phase);
            Assert.Equal(
                (i, i),
                (scene.Session.Counters.Disconnections, scene.Sequencer.OrderCounters.Disconnections)
            );
        }

        Assert.Equal(1_000, scene.Session.Counters.DisconnectionsBy(WebSocketCloseCause.Reset));
        Assert.Equal(1_000, scene.Notices.Count(FeedNotice.Disconnected));
        Assert.Equal(999, scene.Notices.Count(FeedNotice.Reconnected));
        Assert.DoesNotContain(
            "KEYKEYKEY",
            scene.Notices.Sentence(FeedNotice.Disconnected),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("connecting")]
    [InlineData("waiting")]
    [InlineData("asked")]
    [InlineData("subscribed")]
    public void It_stops_at_once_in_every_phase(string when)
    {
        SessionScene scene = new();
        switch (when)
        {
            case "waiting":
                scene.Fail(FeedConnectFault.Unreachable);
                break;
            case "asked":
                scene.Connect();
                break;
            case "subscribed":
                scene.Subscribe();
                break;
            default:
                break;
        }

        scene.Session.Stop(scene.Now);
        Assert.Equal(FeedPhase.Ended, scene.Session.Phase);
        Assert.Equal(FeedEndReason.Stopped, scene.Session.End.Reason);
        long inputs = scene.Sequencer.InputCount;
        scene.Session.OnDue(scene.Now);
        scene.Session.OnClosed(WebSocketCloseCause.Reset, "late", scene.Now);
        scene.Session.OnConnectFailed(FeedConnectFault.Stopped, 0, null, "late", scene.Now);
        scene.Session.Stop(scene.Now);
        Assert.Equal(inputs, scene.Sequencer.InputCount);
        Assert.False(scene.Session.TryTakeText(out _, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_node_that_does_not_answer_in_time_is_left(bool saysChain)
    {
        SessionScene scene = new(endpoints: 2);
        scene.Connect();
        if (saysChain)
        {
            scene.Answer(1, SessionScene.Polygon);
        }

        scene.Pass(9.9);
        Assert.Equal(FeedPhase.Reading, scene.Session.Phase);
        scene.Pass(0.2);
        Assert.Equal((FeedPhase.Connecting, 1), (scene.Session.Phase, scene.Session.Endpoint));
        Assert.Equal(1, scene.Session.Counters.Dropped);
        Assert.Contains(
            saysChain ? "does not answer eth_subscribe" : "does not answer eth_chainId",
            scene.Notices.Sentence(FeedNotice.Disconnected),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_time_is_over_in_event_time_even_while_no_node_is_there()
    {
        SessionScene scene = new(with: options => options with { RunFor = TimeSpan.FromSeconds(60) });
        scene.Fail(FeedConnectFault.Unreachable);
        scene.UntilConnecting();
        scene.Subscribe();
        scene.Close();
        for (int i = 0; scene.Session.Phase != FeedPhase.Ended && i < 200; i++)
        {
            scene.UntilConnecting();
            scene.Fail(FeedConnectFault.Unreachable);
        }

        Assert.Equal(FeedEndReason.Finished, scene.Session.End.Reason);
        Assert.InRange(
            scene.Sequencer.EventTime - SequencedFeed.Utc,
            60 * SessionScene.Second,
            63 * SessionScene.Second
        );
    }

    [Fact]
    public void A_feed_that_never_reached_a_node_ends_if_it_may_and_one_that_did_does_not()
    {
        SessionScene typo = new(endpoints: 2, with: options => options with { FirstTries = 3 });
        for (int i = 0; i < 6; i++)
        {
            Assert.NotEqual(FeedPhase.Ended, typo.Session.Phase);
            typo.UntilConnecting();
            typo.Fail(FeedConnectFault.NameNotFound);
        }

        Assert.Equal(FeedEndReason.Unreachable, typo.Session.End.Reason);
        Assert.Contains("node0.example", typo.Session.End.Sentence, StringComparison.Ordinal);
        Assert.Contains("node1.example", typo.Session.End.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("KEYKEYKEY", typo.Session.End.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, typo.Notices.Count(FeedNotice.ConnectFailed));

        SessionScene outage = new(with: options => options with { FirstTries = 3 });
        outage.Subscribe();
        outage.Close();
        for (int i = 0; i < 10_000; i++)
        {
            outage.UntilConnecting();
            outage.Fail(FeedConnectFault.NameNotFound);
        }

        Assert.Equal(FeedPhase.Waiting, outage.Session.Phase);
        Assert.Equal(10_000, outage.Notices.Count(FeedNotice.ConnectFailed));
    }

    [Fact]
    public void A_node_that_swallows_connections_from_the_start_ends_the_feed_after_ten_seconds()
    {
        SessionScene scene = new(with: options => options with { FirstTries = 3 });
        scene.Connect();
        scene.Pass(10.1);
        Assert.Equal(FeedEndReason.Unreachable, scene.Session.End.Reason);
    }
}
