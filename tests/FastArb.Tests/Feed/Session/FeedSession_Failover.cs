using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Session;

/// <summary>Several endpoints: one after the other, and the watchdog's say in it.</summary>
public sealed class FeedSession_Failover
{
    [Fact]
    public void The_next_one_is_tried_at_once_and_all_of_them_before_the_first_again()
    {
        SessionScene scene = new(endpoints: 3);
        List<int> order = [];
        for (int i = 0; i < 9; i++)
        {
            scene.UntilConnecting();
            order.Add(scene.Session.Endpoint);
            if (i < 3)
            {
                Assert.Equal(SessionScene.Second, scene.Now);
            }

            scene.Fail(FeedConnectFault.Unreachable);
        }

        Assert.Equal([0, 1, 2], order[..3]);
        Assert.All(order.Chunk(3), round => Assert.Equal([0, 1, 2], round.Order()));
    }

    [Fact]
    public void The_wait_is_the_shortest_of_theirs()
    {
        SessionScene scene = new(endpoints: 3);
        scene.FailHttp(429, TimeSpan.FromSeconds(100));
        scene.FailHttp(429, TimeSpan.FromSeconds(50));
        scene.FailHttp(429, TimeSpan.FromSeconds(200));
        Assert.Equal(FeedPhase.Waiting, scene.Session.Phase);
        Assert.InRange(scene.UntilConnecting(), 50, 51);
        Assert.Equal(1, scene.Session.Endpoint);
    }

    [Theory]
    [InlineData(FeedVerdict.SilentNode, 1, FeedNotice.SilentNode)]
    [InlineData(FeedVerdict.NodeBehind, 1, FeedNotice.NodeBehind)]
    [InlineData(FeedVerdict.SilentHeads, 0, FeedNotice.SilentHeads)]
    [InlineData(FeedVerdict.SilentLogs, 0, FeedNotice.SilentLogs)]
    public void A_verdict_ends_the_connection(object verdict, int next, object notice)
    {
        SessionScene scene = new(endpoints: 2);
        scene.Subscribe();
        scene.Post((FeedVerdict)verdict);
        Assert.NotEqual(FeedPhase.Reading, scene.Session.Phase);
        Assert.Equal(1, scene.Session.Counters.Dropped);
        Assert.Equal(1, scene.Session.Counters.VerdictsObeyed);
        Assert.Equal(1, scene.Sequencer.OrderCounters.Disconnections);
        Assert.Equal(1, scene.Notices.Count((FeedNotice)notice));
        scene.UntilConnecting();
        Assert.Equal(next, scene.Session.Endpoint);
    }

    [Fact]
    public void A_subscription_that_falls_silent_twice_is_taken_elsewhere()
    {
        SessionScene scene = new(endpoints: 2);
        scene.Subscribe();
        scene.Post(FeedVerdict.SilentHeads);
        scene.UntilConnecting();
        Assert.Equal(0, scene.Session.Endpoint);
        scene.Subscribe();
        scene.Post(FeedVerdict.SilentHeads);
        scene.UntilConnecting();
        Assert.Equal(1, scene.Session.Endpoint);
    }

    [Fact]
    public void Verdicts_about_a_connection_that_is_gone_are_nothing_to_the_next_one()
    {
        SessionScene scene = new();
        scene.Post(FeedVerdict.SilentNode);
        scene.Connect();
        scene.Post(FeedVerdict.SilentHeads);
        Assert.Equal(FeedPhase.Reading, scene.Session.Phase);
        scene.Answer(1, SessionScene.Polygon);
        scene.AnswerSubscriptions();

        // Decided while the connection was there, found after it was lost.
        scene.Inbox.TryPost(InputKind.Verdict, 0, [(byte)FeedVerdict.SilentNode]);
        scene.Close();
        scene.UntilConnecting();
        scene.Subscribe();
        scene.Pass(1);
        Assert.True(scene.Session.IsSubscribed);
        Assert.Equal(3, scene.Session.Counters.VerdictsStale);
        Assert.Equal(0, scene.Session.Counters.VerdictsObeyed);
    }

    [Theory]
    [InlineData(FeedVerdict.Probe)]
    [InlineData(FeedVerdict.ChainHalted)]
    [InlineData(FeedVerdict.None)]
    [InlineData((FeedVerdict)77)]
    public void Other_verdicts_leave_the_connection_alone(object verdict)
    {
        SessionScene scene = new();
        scene.Subscribe();
        long inputs = scene.Sequencer.InputCount;
        scene.Post((FeedVerdict)verdict);
        Assert.True(scene.Session.IsSubscribed);
        Assert.Equal(inputs + 1, scene.Sequencer.InputCount);
    }
}
