using System.Diagnostics;
using System.Text.Json.Nodes;
using FastArb.Scenarios.Scripted;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Network;

/// <summary>The program, and nodes that are wrong, away or several.</summary>
public sealed class Record_Nodes
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "41")]
    public async Task A_node_of_another_chain_is_one_sentence_and_leaves_nothing()
    {
        await using ScriptedNode node = Node(_ => ScriptedChain.ChainId);
        using ScratchFolder scratch = new();
        string run = Path.Combine(scratch.FullPath, "run");
        using FastarbProcess program = Record(run, "--chain", "1", "--rpc", node.Endpoint.ToString());
        FinishedProcess ended = await program.FinishAsync(s_waitMax, Cancellation);
        Assert.Equal((int)ExitCode.Configuration, ended.ExitCode);
        Assert.Equal(
            $"fastarb: {node.Endpoint.Authority} serves chain 137, not 1 "
                + $"(no block was recorded, and {run} is not kept)\n",
            ended.Messages
        );
        Assert.Empty(ended.Output);
        Assert.False(Directory.Exists(run));
    }

    [Fact]
    [Trait("row", "41")]
    public async Task A_node_that_comes_back_with_another_chain_is_refused()
    {
        int clients = 0;
        await using ScriptedNode node = Node(
            client => client == 1 ? ScriptedChain.ChainId : "\"0x1\"",
            () => Interlocked.Increment(ref clients)
        );
        using ScratchFolder scratch = new();
        string run = Path.Combine(scratch.FullPath, "run");
        using FastarbProcess program = Record(run, "--rpc", node.Endpoint.ToString());
        FinishedProcess ended = await program.FinishAsync(s_waitMax, Cancellation);
        Assert.Equal((int)ExitCode.Configuration, ended.ExitCode);
        Assert.Equal(2, clients);
        string[] lines = ended.Messages.TrimEnd().Split('\n');
        Assert.StartsWith(
            $"fastarb: {node.Endpoint.Authority} serves chain 1, not 137",
            lines[^1],
            StringComparison.Ordinal
        );
        Assert.Contains(lines, line => line.StartsWith("warning: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ctrl_C_ends_it_while_it_tries_to_reconnect_and_the_summary_says_so()
    {
        TaskCompletionSource refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedChain chain = ScriptedChain.FromRecording("frames.jsonl.gz");
        int clients = 0;
        await using ScriptedNode node = ScriptedNode.Start(async connection =>
        {
            if (Interlocked.Increment(ref clients) > 1)
            {
                refused.TrySetResult();
                await connection.RefuseAsync(503, "Service Unavailable", "Retry-After: 600");
                return;
            }

            byte[] bytes = [.. chain.Notifications.Take(200).SelectMany(ServerFrames.Text)];
            await new ScriptedTraffic(chain, SendAndCutAsync).RunAsync(connection);
            async Task SendAndCutAsync(ScriptedConnection to)
            {
                await to.SendAsync(bytes);
                to.Finish();
            }
        });
        using ScratchFolder scratch = new();
        string run = Path.Combine(scratch.FullPath, "run");
        using FastarbProcess program = Record(run, "--json", "--rpc", node.Endpoint.ToString());
        await program.WhileItRunsAsync(refused.Task, s_waitMax, Cancellation);
        await Task.Delay(TimeSpan.FromMilliseconds(500), Cancellation);
        long start = Stopwatch.GetTimestamp();
        program.Interrupt();
        FinishedProcess ended = await program.FinishAsync(s_waitMax, Cancellation);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 2);
        Assert.Equal((int)ExitCode.Interrupted, ended.ExitCode);
        JsonNode summary = JsonNode.Parse(ended.Output)!;
        Assert.Equal("offline", summary["health"]!.GetValue<string>());
        Assert.Contains(
            $"warning: the recording ended while offline, at block {summary["lastBlock"]!.GetValue<long>()};"
                + $" the last known head was {summary["knownHead"]!.GetValue<long>()}\n",
            ended.Messages,
            StringComparison.Ordinal
        );
        Assert.Equal(1, summary["disconnections"]!.GetValue<int>());
        Assert.Equal(1, summary["rateLimited"]!.GetValue<int>());
        Assert.Contains("hung up without a close frame", ended.Messages, StringComparison.Ordinal);
        Assert.Contains("it is asked less often", ended.Messages, StringComparison.Ordinal);
        FinishedProcess replayed = FastArbProgram.Run(["replay", run]);
        Assert.True(replayed.ExitCode == 0, replayed.Messages);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_and_saves_all_though_nobody_reads_its_messages()
    {
        ScriptedChain chain = ScriptedChain.FromRecording("frames.jsonl.gz");
        byte[] bytes = [.. chain.Notifications.Take(200).SelectMany(ServerFrames.Text)];
        ScriptedTraffic traffic = new(chain, to => to.SendAsync(bytes));
        await using ScriptedNode node = ScriptedNode.Start(traffic.RunAsync);
        using ScratchFolder scratch = new();
        string run = Path.Combine(scratch.FullPath, "run");
        string[] command = ["record", "--out", run, "--rpc", node.Endpoint.ToString()];
        string messages = Path.Combine(scratch.FullPath, "messages");
        using FastarbProcess program = FastarbProcess.StartUnread(messages, command);
        await program.WhileItRunsAsync(traffic.Taken, s_waitMax, Cancellation);
        await Task.Delay(TimeSpan.FromMilliseconds(500), Cancellation);
        program.Interrupt();
        FinishedProcess ended = await program.FinishAsync(s_waitMax, Cancellation);
        Assert.Equal((int)ExitCode.Interrupted, ended.ExitCode);
        FinishedProcess replayed = FastArbProgram.Run(["replay", run, "--json"]);
        Assert.True(replayed.ExitCode == 0, replayed.Messages);
        JsonNode summary = JsonNode.Parse(replayed.Output)!;
        Assert.Equal(summary["eventsHash"]!.GetValue<string>(), summary["recordedHash"]?.GetValue<string>());
        Assert.True(summary["blocks"]!.GetValue<long>() > 0);
    }

    [Fact]
    public async Task Of_several_nodes_the_next_one_takes_over()
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedNode first = ScriptedNode.Start(connection =>
            connection.RefuseAsync(401, "Unauthorized")
        );
        await using ScriptedNode second = Node(
            _ => ScriptedChain.ChainId,
            () =>
            {
                reached.TrySetResult();
                return 1;
            }
        );
        using ScratchFolder scratch = new();
        string run = Path.Combine(scratch.FullPath, "run");
        string[] nodes = ["--rpc", first.Endpoint.ToString(), "--rpc", second.Endpoint.ToString()];
        using FastarbProcess program = Record(run, nodes);
        await program.WhileItRunsAsync(reached.Task, s_waitMax, Cancellation);
    }

    private static FastarbProcess Record(string run, params string[] options) =>
        FastarbProcess.Start(["record", "--out", run, .. options]);

    // Says a chain, confirms subscriptions, and hangs up.
    private static ScriptedNode Node(Func<int, string> chain, Func<int>? next = null) =>
        ScriptedNode.Start(async connection =>
        {
            int client = next?.Invoke() ?? 1;
            int subscriptions = 0;
            await connection.AcceptAsync();
            await connection.ServeAsync(async request =>
            {
                string answer = request.Method == "eth_chainId" ? chain(client) : "\"0x1\"";
                await connection.SendTextAsync(request.Answer(answer));
                if (request.Method == "eth_subscribe" && ++subscriptions == 2)
                {
                    connection.Finish();
                }

                return null;
            });
        });
}
