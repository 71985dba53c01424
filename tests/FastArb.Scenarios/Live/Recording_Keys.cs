using System.Collections.Concurrent;
using FastArb.Scenarios.Scripted;
using FastArb.Tests;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Live;

/// <summary>
/// Whatever goes wrong, and whatever a node says of it, the key of its URL is in nothing that is left. There
/// is no way to give a key in a header, so that place needs no look.
/// </summary>
[Trait("row", "15")]
public sealed class Recording_Keys
{
    private const int FailuresOfOneRun = 5;

    private static readonly ScriptedChain s_chain = ScriptedChain.FromRecording("frames-reorg.jsonl.gz");

    // As node and proxies do: they repeat what they were asked for.
    private const string Echo =
        $"no key {KeyCanary.Text} for /v2/{KeyCanary.Text}?apikey={KeyCanary.Text} of me{KeyCanary.Text}";

    /// <summary>After these it tries again: the connection was good until then.</summary>
    private static readonly Func<ScriptedConnection, Task>[] s_losses =
    [
        connection => connection.SendAsync(ServerFrames.Close(1001, Echo)),
        connection => connection.SendAsync(ServerFrames.Close(1008, Echo)),
        connection => connection.SendAsync(ServerFrames.Close(4_001, Echo)),
        connection => connection.SendAsync(ServerFrames.Frame(3, "reserved"u8, final: true)),
        connection => connection.SendAsync(ServerFrames.Frame(2, "binary"u8, final: true)),
        connection => connection.SendAsync(ServerFrames.Frame(0, "continues nothing"u8, final: true)),
        async connection =>
        {
            await connection.SendTextAsync(Echo);
            await connection.SendTextAsync($$"""{"jsonrpc":"2.0","id":77,"error":{"message":"{{Echo}}"} }""");
            connection.Reset();
        },
        connection =>
        {
            connection.Finish();
            return Task.CompletedTask;
        },
        connection =>
        {
            connection.Reset();
            return Task.CompletedTask;
        },
        async connection =>
        {
            // In the middle of a frame.
            await connection.SendAsync(ServerFrames.Text(Echo).AsMemory(0, 20));
            connection.Reset();
        },
    ];

    /// <summary>After these it does not, or only after a long while.</summary>
    private static readonly Func<ScriptedConnection, Task>[] s_refusals =
    [
        connection => connection.RefuseAsync(401, Echo, $"WWW-Authenticate: Basic realm=\"{Echo}\""),
        connection => connection.RefuseAsync(402, Echo),
        connection => connection.RefuseAsync(403, Echo, $"X-Reason: {Echo}"),
        connection => connection.RefuseAsync(301, Echo, $"Location: ws://elsewhere/{KeyCanary.Text}"),
        connection => connection.RefuseAsync(404, Echo),
        connection => connection.RefuseAsync(429, Echo, "Retry-After: 100"),
        connection => connection.RefuseAsync(500, Echo),
        connection => connection.RefuseAsync(503, Echo),
        connection => RefusingAsync(connection, "eth_chainId", -32_000),
        connection => RefusingAsync(connection, "eth_chainId", -32_005),
        connection => RefusingAsync(connection, "eth_subscribe", -32_601),
        connection => RefusingAsync(connection, "eth_subscribe", -32_002),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task A_key_in_the_url_is_in_no_output_and_in_no_file_whatever_went_wrong(ulong seed)
    {
        SeededBits bits = new(seed);
        int failures = 0;
        for (int round = 0; round < TestRounds.Of(1); round++)
        {
            List<Func<ScriptedConnection, Task>> plan = [];
            while (plan.Count < FailuresOfOneRun - 1)
            {
                plan.Add(AfterSubscribing(s_losses[bits.NextUInt64() % (ulong)s_losses.Length]));
            }

            int last = (int)((seed + (ulong)round) % (ulong)s_refusals.Length);
            plan.Add(s_refusals[last]);
            failures += await FailAsync(new ConcurrentQueue<Func<ScriptedConnection, Task>>(plan), round);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {failures} failures");
    }

    private static async Task<int> FailAsync(ConcurrentQueue<Func<ScriptedConnection, Task>> plan, int round)
    {
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int failures = 0;
        await using ScriptedNode node = ScriptedNode.Start(async connection =>
        {
            if (plan.TryDequeue(out Func<ScriptedConnection, Task>? fail))
            {
                Interlocked.Increment(ref failures);
                await fail(connection);
                await connection.ReceiveAsync();
            }
            else
            {
                connection.Reset();
            }

            if (plan.IsEmpty)
            {
                over.TrySetResult();
            }
        });
        using ScratchFolder scratch = new();
        string url = KeyCanary.In(node.Endpoint).ToString();
        string file = scratch.Write("rpc", url);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        string folder = Path.Combine(scratch.FullPath, "run");
        string[] where = round % 2 == 0 ? ["--rpc", url] : ["--rpc-file", file];
        string[] form = round % 3 == 0 ? ["--json"] : [];
        using FastarbProcess program = FastarbProcess.Start([
            "record",
            "--out",
            folder,
            "-v",
            .. where,
            .. form,
        ]);
        await over.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        // Time to say it; most end by themselves.
        await Task.Delay(TimeSpan.FromMilliseconds(400), Cancellation);
        program.InterruptIfItRuns();
        FinishedProcess ended = await program.FinishAsync(TimeSpan.FromSeconds(10), Cancellation);
        if (ended.ExitCode != (int)ExitCode.Interrupted)
        {
            Assert.Contains(node.Endpoint.Authority, ended.Messages, StringComparison.Ordinal);
        }

        KeyCanary.MustBeNowhere(ended, folder);
        return failures;
    }

    private static Func<ScriptedConnection, Task> AfterSubscribing(Func<ScriptedConnection, Task> fail) =>
        connection =>
            new ScriptedTraffic(s_chain, fail, [.. s_chain.Notifications.Take(5)]).RunAsync(connection);

    private static async Task RefusingAsync(ScriptedConnection connection, string method, int code)
    {
        await connection.AcceptAsync();
        await connection.ServeAsync(request =>
            ValueTask.FromResult<string?>(
                request.Method == method ? request.Refuse(code, Echo) : s_chain.Answer(request)
            )
        );
    }
}
