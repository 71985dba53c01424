using FastArb.Feed;
using FastArb.Scenarios.Scripted;
using Xunit;

namespace FastArb.Scenarios.Network;

/// <summary>
/// Rate limits as they come over real sockets: few tries, and what the node asks for is kept.
/// </summary>
[Trait("row", "5")]
public sealed class Session_Limits
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_limits_us_is_left_alone()
    {
        await Task.WhenAll(
            MustLeaveAloneAsync("429", tries: 1),
            MustLeaveAloneAsync("503", tries: 1),
            MustLeaveAloneAsync("-32005", tries: 1),
            MustLeaveAloneAsync("accept-then-close", tries: 3)
        );
    }

    [Fact]
    public async Task Another_endpoint_takes_over_at_once()
    {
        await using ScriptedNode limited = ScriptedNode.Start(connection =>
            connection.RefuseAsync(429, "Too Many Requests", "Retry-After: 3600")
        );
        using CutNode other = new();
        await using FedSession feed = new([limited.Endpoint, other.Endpoint]);
        await other.Subscribed.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        Assert.Equal(1, limited.ClientCount);
    }

    private static async Task MustLeaveAloneAsync(string shape, int tries)
    {
        await using ScriptedNode node = ScriptedNode.Start(async connection =>
        {
            switch (shape)
            {
                case "429":
                    await connection.RefuseAsync(429, "Too Many Requests", "Retry-After: 7");
                    break;
                case "503":
                    await connection.RefuseAsync(503, "Service Unavailable");
                    break;
                case "-32005":
                    await connection.AcceptAsync();
                    await connection.ServeAsync(request =>
                        ValueTask.FromResult<string?>(request.Refuse(-32005, "rate limit exceeded"))
                    );
                    break;
                default:
                    await connection.AcceptAsync();
                    break;
            }
        });
        await using FedSession feed = new([node.Endpoint]);
        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancellation);
        Assert.Equal(tries, node.ClientCount);
        Assert.Equal(FeedPhase.Waiting, feed.Session.Phase);
        Assert.Equal(1, feed.Session.Counters.RateLimited);
        Assert.Equal(1, feed.Notices.Count(FeedNotice.RateLimited));
    }
}
