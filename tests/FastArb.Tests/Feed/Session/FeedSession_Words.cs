using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Session;

/// <summary>What a user reads of troubles: once, and what comes next.</summary>
public sealed class FeedSession_Words
{
    [Fact]
    public void A_loss_by_verdict_is_said_once()
    {
        SessionScene scene = new();
        scene.Subscribe();
        scene.Post(FeedVerdict.SilentNode);
        Assert.Equal(1, scene.Notices.Count(FeedNotice.SilentNode));
        Assert.Equal(0, scene.Notices.Count(FeedNotice.Disconnected));
    }

    [Fact]
    public void Again_and_again_is_more_than_once()
    {
        SessionScene scene = new();
        scene.FailHttp(429);
        Assert.EndsWith(
            "; it is asked less often, next try in 6 s",
            scene.Notices.Sentence(FeedNotice.RateLimited),
            StringComparison.Ordinal
        );
        scene.UntilConnecting();
        scene.Connect();
        scene.Close();
        Assert.DoesNotContain(
            "again and again",
            scene.Notices.Sentence(FeedNotice.RateLimited),
            StringComparison.Ordinal
        );
        scene.UntilConnecting();
        scene.Connect();
        scene.Close();
        Assert.Contains(
            "again and again",
            scene.Notices.Sentence(FeedNotice.RateLimited),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_preferred_endpoint_that_is_dead_at_the_start_is_said_once()
    {
        SessionScene scene = new(endpoints: 2, with: options => options with { FirstTries = 3 });
        scene.Fail(FeedConnectFault.Unreachable);
        scene.Subscribe();
        Assert.Equal(1, scene.Notices.Count(FeedNotice.ConnectFailed));
        string said = scene.Notices.Sentence(FeedNotice.ConnectFailed)!;
        Assert.StartsWith("node0.example", said, StringComparison.Ordinal);
        Assert.EndsWith("node1.example is used instead", said, StringComparison.Ordinal);
        Assert.DoesNotContain("KEYKEYKEY", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_has_served_is_refused_three_times_before_it_is_given_up()
    {
        SessionScene scene = new();
        for (int round = 0; round < 3; round++)
        {
            scene.Subscribe();
            scene.Pass(31);
            scene.Close();
            scene.UntilConnecting();
            for (int i = 0; i < 2; i++)
            {
                scene.FailHttp(i == 0 ? 401 : 403);
                Assert.Equal(FeedPhase.Waiting, scene.Session.Phase);
                scene.UntilConnecting();
            }
        }

        scene.FailHttp(403);
        Assert.Equal(FeedEndReason.KeyInvalid, scene.Session.End.Reason);
    }
}
