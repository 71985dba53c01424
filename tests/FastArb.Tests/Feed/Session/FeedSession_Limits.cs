using FastArb.Feed;
using Xunit;

namespace FastArb.Tests.Feed.Session;

/// <summary>Nodes that say "too much", each in its own way.</summary>
[Trait("row", "5")]
public sealed class FeedSession_Limits
{
    private const double Hours = 3;

    [Theory]
    [InlineData("429")]
    [InlineData("503")]
    [InlineData("429, Retry-After 1 s")]
    [InlineData("-32005 to eth_chainId")]
    [InlineData("429 to eth_subscribe")]
    [InlineData("accepts and closes")]
    [InlineData("says its chain and closes")]
    [InlineData("one after the other")]
    [InlineData("lets us in for ten seconds")]
    public void No_ten_minutes_see_more_than_twelve_tries_once_the_node_has_said_so(string shape)
    {
        SessionScene scene = new();
        List<long> tries = [];
        while (scene.Now < Hours * 3600 * SessionScene.Second)
        {
            scene.UntilConnecting();
            Assert.Equal(FeedPhase.Connecting, scene.Session.Phase);
            tries.Add(scene.Now);
            scene.Pass(0.05);
            Limit(scene, shape, tries.Count);
        }

        Assert.InRange(tries.Count, Hours * 6 * 5, (Hours * 6 * 12) + 12);
        for (int i = 12; i < tries.Count; i++)
        {
            Assert.True(tries[i] - tries[i - 12] >= 600 * SessionScene.Second, $"try {i} of {shape}");
        }

        Assert.True(scene.Session.Counters.RateLimited > 0);
        Assert.True(scene.Notices.Count(FeedNotice.RateLimited) > 0);
    }

    [Fact]
    public void What_the_node_asks_for_is_kept()
    {
        SessionScene scene = new();
        scene.FailHttp(429, TimeSpan.FromSeconds(200));
        Assert.InRange(scene.UntilConnecting(), 200, 202);
        scene.FailHttp(503, TimeSpan.FromSeconds(300));
        Assert.InRange(scene.UntilConnecting(), 300, 303);
    }

    [Fact]
    public void Half_a_minute_of_health_makes_it_forget()
    {
        SessionScene scene = new();
        for (int i = 0; i < 5; i++)
        {
            scene.FailHttp(429);
            scene.UntilConnecting();
        }

        scene.Subscribe();
        scene.Pass(31);
        scene.Close();
        Assert.InRange(scene.UntilConnecting(), 0.1, 0.12);
        scene.FailHttp(429);
        Assert.InRange(scene.UntilConnecting(), 5, 6);
    }

    [Fact]
    public void With_another_endpoint_nobody_waits()
    {
        SessionScene scene = new(endpoints: 2);
        scene.FailHttp(429, TimeSpan.FromHours(1));
        Assert.Equal((FeedPhase.Connecting, 1), (scene.Session.Phase, scene.Session.Endpoint));
        for (int i = 0; i < 100; i++)
        {
            scene.Subscribe();
            scene.Close();
            Assert.InRange(scene.UntilConnecting(), 0, 1.2);
            Assert.Equal(1, scene.Session.Endpoint);
        }
    }

    private static void Limit(SessionScene scene, string shape, int attempt)
    {
        string[] shapes = ["429", "-32005 to eth_chainId", "accepts and closes", "503"];
        switch (shape)
        {
            case "429":
                scene.FailHttp(429);
                break;
            case "503":
                scene.FailHttp(503);
                break;
            case "429, Retry-After 1 s":
                scene.FailHttp(429, TimeSpan.FromSeconds(1));
                break;
            case "-32005 to eth_chainId":
                scene.Connect();
                scene.Refuse("1", -32005, "limit exceeded");
                break;
            case "429 to eth_subscribe":
                scene.Connect();
                scene.Answer(1, SessionScene.Polygon);
                scene.Refuse("3", 429, "too many requests");
                break;
            case "accepts and closes":
                scene.Connect();
                scene.Close(WebSocketCloseCause.PeerClosed);
                break;
            case "says its chain and closes":
                scene.Connect();
                scene.Answer(1, SessionScene.Polygon);
                scene.Close(WebSocketCloseCause.EndOfStream);
                break;
            case "lets us in for ten seconds" when attempt > 1:
                scene.Subscribe();
                scene.Pass(10);
                scene.Close();
                break;
            case "lets us in for ten seconds":
                scene.FailHttp(429);
                break;
            default:
                Limit(scene, shapes[attempt % shapes.Length], attempt);
                break;
        }
    }
}
