using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FastArb.Feed;
using FastArb.Scenarios.Scripted;
using Xunit;

namespace FastArb.Scenarios.Network;

/// <summary>Whatever it is waiting for, it stops within two seconds.</summary>
public sealed class Session_Stops
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(10);

    private static readonly string[] s_heads =
    [
        .. ScriptedChain
            .FromRecording("frames.jsonl.gz")
            .Notifications.Where(text => text.Contains("parentHash", StringComparison.Ordinal))
            .Take(10),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_it_connects_to_a_machine_that_takes_no_connection()
    {
        // A full queue of connections that nobody takes: the kernel answers no further one.
        using Socket full = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(1);
        Socket[] fill =
        [
            .. Enumerable
                .Range(0, 8)
                .Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)),
        ];
        foreach (Socket socket in fill)
        {
            socket.Blocking = false;
            Assert.Throws<SocketException>(() => socket.Connect(full.LocalEndPoint!));
        }

        await using FedSession feed = new([
            new Uri($"ws://127.0.0.1:{((IPEndPoint)full.LocalEndPoint!).Port}"),
        ]);
        await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
        Assert.Equal(FeedPhase.Connecting, feed.Session.Phase);
        await MustStopAsync(feed);
        Array.ForEach(fill, socket => socket.Dispose());
    }

    [Fact]
    public async Task While_the_node_does_not_answer_the_upgrade()
    {
        await using ScriptedNode node = ScriptedNode.Start(connection =>
            Task.Delay(Timeout.Infinite, connection.Stopped)
        );
        await using FedSession feed = new([node.Endpoint]);
        await FedSession.UntilAsync(() => node.ClientCount > 0, s_waitMax, "a client");
        Assert.Equal(FeedPhase.Connecting, feed.Session.Phase);
        await MustStopAsync(feed);
    }

    [Fact]
    public async Task While_it_waits_as_long_as_the_node_asked_for()
    {
        await using ScriptedNode node = ScriptedNode.Start(connection =>
            connection.RefuseAsync(429, "Too Many Requests", "Retry-After: 3600")
        );
        await using FedSession feed = new([node.Endpoint]);
        await FedSession.UntilAsync(() => feed.Session.Phase == FeedPhase.Waiting, s_waitMax, "a wait");
        await MustStopAsync(feed);
        Assert.Equal(1, node.ClientCount);
    }

    [Theory]
    [InlineData("eth_chainId")]
    [InlineData("eth_subscribe")]
    [InlineData("eth_getBlockByHash")]
    public async Task While_an_answer_is_missing(string unanswered)
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedNode node = ScriptedNode.Start(async connection =>
        {
            await connection.AcceptAsync();
            int subscriptions = 0;
            await connection.ServeAsync(async request =>
            {
                if (request.Method == unanswered)
                {
                    asked.TrySetResult();
                    return null;
                }

                string answer = request.Method == "eth_chainId" ? ScriptedChain.ChainId : "\"0x1\"";
                await connection.SendTextAsync(request.Answer(answer));
                if (request.Method == "eth_subscribe" && ++subscriptions == 2)
                {
                    // With a gap between them, which is asked for.
                    await connection.SendTextAsync(s_heads[0]);
                    await connection.SendTextAsync(s_heads[9]);
                }

                return null;
            });
        });
        await using FedSession feed = new([node.Endpoint]);
        await asked.Task.WaitAsync(s_waitMax, Cancellation);
        await MustStopAsync(feed);
    }

    private static async Task MustStopAsync(FedSession feed)
    {
        long start = Stopwatch.GetTimestamp();
        FeedEnd end = await feed.StopAsync();
        Assert.Equal(FeedEndReason.Stopped, end.Reason);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 2);
    }
}
