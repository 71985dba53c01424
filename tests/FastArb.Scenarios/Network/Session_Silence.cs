using System.Diagnostics;
using FastArb.Feed;
using FastArb.Scenarios.Scripted;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Network;

/// <summary>
/// A half-open connection: the other side is gone without a word, and its kernel takes whatever is sent.
/// </summary>
[Trait("row", "21")]
public sealed class Session_Silence
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silence_is_noticed_by_the_deadlines_every_time()
    {
        WebSocketOptions impatient = new()
        {
            PingAfter = TimeSpan.FromMilliseconds(200),
            PongDeadline = TimeSpan.FromMilliseconds(200),
        };
        await MustNoticeAsync(impatient, TestRounds.Of(2), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task With_the_deadlines_that_are_used_it_is_noticed_within_twenty_seconds()
    {
        // As many at once as in the long form; one in the short one.
        Task[] all =
        [
            .. Enumerable
                .Range(0, Math.Clamp(TestRounds.Of(1), 1, 100))
                .Select(_ => MustNoticeAsync(new WebSocketOptions(), 1, TimeSpan.FromSeconds(20))),
        ];
        await Task.WhenAll(all);
    }

    private static async Task MustNoticeAsync(WebSocketOptions options, int rounds, TimeSpan most)
    {
        TaskCompletionSource[] subscribed = [.. Enumerable.Range(0, rounds + 1).Select(_ => NewSource())];
        int clients = 0;
        await using ScriptedNode node = ScriptedNode.Start(async connection =>
        {
            int client = Interlocked.Increment(ref clients) - 1;
            await SilentAfterSubscribingAsync(connection, subscribed[Math.Min(client, rounds)]);
        });
        await using FedSession feed = new([node.Endpoint], options);
        await subscribed[0].Task.WaitAsync(s_waitMax, Cancellation);
        for (int i = 0; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await subscribed[i + 1].Task.WaitAsync(s_waitMax, Cancellation);
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            TestContext.Current.TestOutputHelper?.WriteLine($"back after {took.TotalSeconds:0.000} s");
            Assert.InRange(took, options.PingAfter, most);
        }

        Assert.Equal(rounds, feed.Session.Counters.DisconnectionsBy(WebSocketCloseCause.PongDeadline));
    }

    private static async Task SilentAfterSubscribingAsync(
        ScriptedConnection connection,
        TaskCompletionSource subscribed
    )
    {
        await connection.AcceptAsync();
        for (int left = 3; left > 0; )
        {
            ScriptedRequest request = ScriptedRequest.ParseAll((await connection.ReceiveAsync())!).Single();
            string answer = request.Method == "eth_chainId" ? ScriptedChain.ChainId : "\"0x1\"";
            left -= request.Method is "eth_chainId" or "eth_subscribe" ? 1 : 0;
            await connection.SendTextAsync(request.Answer(answer));
        }

        subscribed.TrySetResult();

        // Reads nothing from here on, so it answers no ping; the connection stays.
        await Task.Delay(Timeout.Infinite, connection.Stopped);
    }

    private static TaskCompletionSource NewSource() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
