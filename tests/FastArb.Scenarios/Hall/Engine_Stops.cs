using System.Diagnostics;
using FastArb.Scenarios.Pools;
using FastArb.Scenarios.Proxy;
using FastArb.Scenarios.Scripted;
using FastArb.Tests;
using Xunit;

namespace FastArb.Scenarios.Hall;

/// <summary>
/// Whatever it is at, a signal ends it within two seconds, and its report is what it has recorded.
/// </summary>
[Trait("row", "43")]
public sealed class Engine_Stops
{
    private const int Chunk = 10;

    private static readonly ScriptedChain s_chain = ScriptedChain.FromRecording("frames-reorg.jsonl.gz");

    private static readonly string[] s_heads =
    [
        .. s_chain
            .Notifications.Where(text => text.Contains("parentHash", StringComparison.Ordinal))
            .Take(10),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Under_load() =>
        MustStopAsync(async seconds =>
        {
            await using ScriptedNode node = ScriptedNode.Start(Traffic(SendAllAsync).RunAsync);
            await StopAsync(node.Endpoint, inputs: Drawn(seconds.Count, 1_500), seconds);
        });

    [Fact]
    public Task In_a_backfill_that_nobody_answers() =>
        MustStopAsync(async seconds =>
        {
            await using ScriptedNode node = ScriptedNode.Start(
                new ScriptedTraffic(s_chain, SendGapAsync).RunAsync
            );
            await StopAsync(node.Endpoint, inputs: 6, seconds);
        });

    [Fact]
    public Task In_a_reconnect_that_the_node_has_put_off() =>
        MustStopAsync(async seconds =>
        {
            TaskCompletionSource refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
            int clients = 0;
            await using ScriptedNode node = ScriptedNode.Start(async connection =>
            {
                if (Interlocked.Increment(ref clients) == 1)
                {
                    await Traffic(SendSomeAndCutAsync).RunAsync(connection);
                    return;
                }

                await connection.RefuseAsync(503, "Service Unavailable", "Retry-After: 600");
                refused.TrySetResult();
            });
            await StopAsync(node.Endpoint, inputs: 0, seconds, refused.Task);
        });

    [Fact]
    public Task With_a_peer_that_is_half_open() =>
        MustStopAsync(async seconds =>
        {
            await using ScriptedNode node = ScriptedNode.Start(Traffic(SendAllAsync).RunAsync);
            await using CuttingProxy proxy = CuttingProxy.Start(
                node.Endpoint,
                _ => new Cut(CutKind.Freeze) { AfterBytes = 100_000, For = TimeSpan.FromMinutes(5) }
            );
            await StopAsync(proxy.WebSocket, inputs: 20, seconds);
            Assert.Equal(1, proxy.Done(CutKind.Freeze));
        });

    private static async Task MustStopAsync(Func<List<double>, Task> stop)
    {
        List<double> seconds = [];
        int rounds = TestRounds.Of(1);
        while (seconds.Count < rounds)
        {
            await stop(seconds);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"row 43: {rounds} signals, the slowest stop took {seconds.Max():0.00} s with its report"
        );
    }

    private static async Task StopAsync(Uri node, long inputs, List<double> seconds, Task? first = null)
    {
        await using ServedMarket market = new();
        using EngineRun run = new(market, node.ToString(), market.Url);
        await run.Program.WhileItRunsAsync(
            first ?? Task.CompletedTask,
            TimeSpan.FromSeconds(60),
            Cancellation
        );
        await run.UntilAsync(status => status.Inputs > inputs && status.Events > 0, Cancellation);
        long start = Stopwatch.GetTimestamp();
        await run.MustStopAsync(Cancellation);
        seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static long Drawn(int round, ulong below) =>
        (long)(new SeededBits((ulong)round).NextUInt64() % below);

    private static ScriptedTraffic Traffic(Func<ScriptedConnection, Task> send) =>
        new(s_chain, send) { AnswersQuestions = true };

    private static Task SendAllAsync(ScriptedConnection connection) =>
        SendAsync(connection, s_chain.Notifications);

    private static async Task SendAsync(ScriptedConnection connection, IEnumerable<string> texts)
    {
        foreach (string[] messages in texts.Chunk(Chunk))
        {
            byte[] bytes = [.. messages.SelectMany(ServerFrames.Text)];
            await connection.SendAsync(bytes);
        }
    }

    // What lies between them is asked for.
    private static Task SendGapAsync(ScriptedConnection connection) =>
        SendAsync(connection, [s_heads[0], s_heads[9]]);

    private static async Task SendSomeAndCutAsync(ScriptedConnection connection)
    {
        await SendAsync(connection, s_chain.Notifications.Take(200));
        connection.Finish();
    }
}
