using System.Diagnostics;
using System.Text.Json.Nodes;
using FastArb.Feed;
using FastArb.Scenarios.Anvil;
using FastArb.Scenarios.Live;
using FastArb.Simulation;
using FastArb.Tests;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Fetch;

/// <summary>Runs of past blocks, held to the chain that they are of.</summary>
public sealed class Fetch_Runs
{
    private const int KillsMax = 2;
    private const int BytesOfBlock = 3_000;

    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_fetched_of_a_real_node_is_its_chain_exactly_and_replays()
    {
        using AnvilNode node = await AnvilNode.StartAsync(new AnvilOptions(), Cancellation);
        AnvilTraffic traffic = await AnvilTraffic.PrepareAsync(node.Rpc, 7, TimeSpan.Zero, Cancellation);
        await traffic.RunAsync(TestRounds.Of(15), Cancellation);
        ChainTruth truth = await traffic.TruthAsync(Cancellation);
        long from = truth.Blocks[0].Number;
        long to = truth.Blocks[^1].Number;
        using FetchedRun run = new();
        JsonNode summary = run.Fetch(node.Http.ToString(), from, to);
        Assert.Equal(truth.Blocks.Length, summary["blocks"]!.GetValue<int>());
        Assert.Equal(truth.Blocks.Sum(block => block.Logs.Length), summary["logs"]!.GetValue<int>());
        SettledChain settled = run.Settled();
        settled.MustEndWith(truth with { Reorgs = [] });
        run.MustReplay();

        // A chain that goes on and goes back meanwhile: the same command goes on.
        await node.Rpc.ReorgAsync(3, [], Cancellation);
        await node.Rpc.MineAsync(5, Cancellation);
        run.Fetch(node.Http.ToString(), from, to + 5);
        SettledBlock[] blocks = [.. run.Settled().Blocks];
        Assert.Equal(to + 5 - from + 1, blocks.Length);
        foreach (SettledBlock block in blocks[^12..])
        {
            JsonNode there = await node.Rpc.BlockAsync(block.Number, Cancellation);
            Assert.Equal(AnvilRpc.TextOf(there["hash"]), "0x" + block.Hash.ToString("x64"));
        }

        run.MustReplay();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_simulated_chain_is_fetched_in_few_requests_gone_on_with_and_left_when_it_is_whole(bool all)
    {
        (SimulatedChain chain, BlockMaker maker) = Chain(1, 1_200);
        using SimulatedHttp http = new(new SimulatedNode(chain));
        long from = chain.First.Number;
        string[] options = all
            ? []
            : [.. maker.Watched.SelectMany(address => (string[])["--address", $"{address}"])];
        Func<SimulatedLog, bool> isWanted = log => all || maker.Watched.Contains(log.Address);
        using FetchedRun run = new();
        run.Fetch(http.Url, from, from + 699, options);
        run.MustBe(chain, from, from + 699, isWanted);
        TestContext.Current.TestOutputHelper?.WriteLine($"{http.Requests} requests for 700 blocks");
        Assert.True(http.Requests < 40, $"{http.Requests} requests");
        run.MustReplay();

        JsonNode whole = run.Fetch(http.Url, from, chain.Head.Number, options);
        run.MustBe(chain, from, chain.Head.Number, isWanted);
        run.MustReplay();
        JsonNode again = run.Fetch(http.Url, from, chain.Head.Number, options);
        run.MustBe(chain, from, chain.Head.Number, isWanted);
        Assert.Equal(whole["logs"]!.GetValue<long>(), again["logs"]!.GetValue<long>());
        run.MustReplay();
        using FetchedRun named = new();
        (ExitCode code, _, string messages) = FetchedRun.Run([
            "fetch",
            "--rpc",
            http.Url,
            "--from",
            "0xf4240",
            "--to",
            "finalized",
            "--out",
            named.Folder,
        ]);
        Assert.True(code == ExitCode.Ok, messages);
        Assert.Equal(chain.Finalized.Number, named.Settled().Blocks[^1].Number);
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public async Task Killed_at_any_moment_it_goes_on_and_ends_with_the_chain_exactly(ulong seed)
    {
        int blocks = TestRounds.Of(1) > 1 ? 2_000 : 700;
        (SimulatedChain chain, _) = Chain(seed, blocks);
        using SimulatedHttp http = new(new SimulatedNode(chain));
        SeededBits bits = new(seed);
        long from = chain.First.Number;
        for (int round = 0; round < TestRounds.Of(1); round++)
        {
            using FetchedRun run = new();
            int kills = 0;
            string[] arguments = run.Arguments(http.Url, from, chain.Head.Number);
            while (kills < KillsMax)
            {
                long bytes = (long)(bits.NextUInt64() % (ulong)(blocks * BytesOfBlock));
                using FastarbProcess program = FastarbProcess.Start(arguments);
                if (!await UntilItHoldsAsync(program, run.Folder, bytes))
                {
                    break;
                }

                await program.KillAsync(Cancellation);
                kills++;
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, round {round}, {kills} kills");
            run.Fetch(http.Url, from, chain.Head.Number);
            run.MustBe(chain, from, chain.Head.Number, _ => true);
            run.MustReplay();
        }
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_node_that_limits_lags_and_breaks_off_gives_the_chain_exactly(ulong seed)
    {
        (SimulatedChain chain, _) = Chain(seed, 400);
        FaultPlan faults = new FaultPlan
        {
            Seed = seed,
            RetryAfterSeconds = 0,
            DelayMs = 1,
            Backends = 3,
            LagBlocks = 20,
        }
            .With(FaultKind.RateLimit, 50_000)
            .With(FaultKind.Http429, 50_000)
            .With(FaultKind.Http503, 50_000)
            .With(FaultKind.CutReset, 30_000);
        SimulatedNode node = new(chain, faults, new NodeLimits { RangeBlocksMax = 150, LogsMax = 500 });
        using SimulatedHttp http = new(node);
        using FetchedRun run = new();
        long from = chain.First.Number;
        run.Fetch(http.Url, from, chain.Head.Number - 30);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}: {http.Requests} requests; {node.Tally}"
        );
        run.MustBe(chain, from, chain.Head.Number - 30, _ => true);
        run.MustReplay();
    }

    [Fact]
    public void What_cannot_be_fetched_is_one_sentence_and_leaves_what_is_there_alone()
    {
        (SimulatedChain chain, BlockMaker maker) = Chain(3, 50);
        using SimulatedHttp http = new(new SimulatedNode(chain));
        using FetchedRun run = new();
        long from = chain.First.Number;
        long to = chain.Head.Number;
        Fails(ExitCode.UsageOrNotFound, "has blocks up to", run.Arguments(http.Url, from, to + 1));
        Fails(ExitCode.UsageOrNotFound, "--to is before --from", run.Arguments(http.Url, from, from - 1));
        Fails(ExitCode.UsageOrNotFound, "as a WebSocket", run.Arguments("ws://localhost", from, to));
        Fails(
            ExitCode.TimeoutOrUnreachable,
            "(check the URL, and that the node is up)",
            run.Arguments("http://127.0.0.1:1", from, to)
        );
        Fails(
            ExitCode.Configuration,
            "is not encrypted",
            run.Arguments("http://203.0.113.7/S3CRETS3CRET", from, to)
        );
        Assert.False(Directory.Exists(run.Folder));

        run.Fetch(http.Url, from, to);
        string[] other = ["--address", maker.Watched[0].ToString()];
        Fails(ExitCode.UsageOrNotFound, "it wants other logs", run.Arguments(http.Url, from, to, other));
        Fails(ExitCode.UsageOrNotFound, "begins with block", run.Arguments(http.Url, from + 1, to));
        (SimulatedChain foreign, _) = Chain(3, 60, chainId: 5);
        using SimulatedHttp elsewhere = new(new SimulatedNode(foreign));
        Fails(ExitCode.UsageOrNotFound, "it is of chain 137", run.Arguments(elsewhere.Url, from, to));
        run.MustReplay();
        run.MustBe(chain, from, to, _ => true);
    }

    [Theory]
    [InlineData("404 Not Found", "answers HTTP 404 (check the URL's path)")]
    [InlineData("405 Method Not Allowed", "answers HTTP 405 (check the URL's path)")]
    [InlineData("418 Teapot", "answers HTTP 418 (check the URL, or try again later)")]
    public void A_status_that_is_no_answer_is_said_with_what_to_do_next(string status, string words)
    {
        using ScriptedHttp http = new((_, _, stream) => ScriptedHttp.Write(stream, string.Empty, status));
        using FetchedRun run = new();
        string url = $"http://127.0.0.1:{http.Port}/S3CRETS3CRET";
        Fails(ExitCode.TimeoutOrUnreachable, words, run.Arguments(url, 1, 2));
        Assert.False(Directory.Exists(run.Folder));
    }

    private static void Fails(ExitCode code, string words, string[] arguments)
    {
        (ExitCode ended, _, string messages) = FetchedRun.Run(arguments);
        Assert.True(code == ended, $"{ended}: {messages}");
        Assert.Contains(words, messages, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", messages, StringComparison.Ordinal);
        Assert.Single(
            messages.TrimEnd().Split('\n'),
            line => line.StartsWith("fastarb: ", StringComparison.Ordinal)
        );
    }

    private static (SimulatedChain Chain, BlockMaker Maker) Chain(ulong seed, int blocks, long chainId = 137)
    {
        BlockMaker maker = new(seed);
        SimulatedChain chain = new(chainId, maker.First());
        for (int i = 1; i < blocks; i++)
        {
            chain.Append(maker.Next(chain.Head));
        }

        return (chain, maker);
    }

    private static async Task<bool> UntilItHoldsAsync(FastarbProcess program, string folder, long bytes)
    {
        Task<FinishedProcess> ended = program.FinishAsync(s_waitMax, Cancellation);
        DirectoryInfo input = new(RunFolder.InputOf(folder));
        long start = Stopwatch.GetTimestamp();
        while (!ended.IsCompleted && Stopwatch.GetElapsedTime(start) < s_waitMax)
        {
            input.Refresh();
            if (input.Exists && input.EnumerateFiles().Sum(file => file.Length) >= bytes)
            {
                return true;
            }

            await Task.Delay(1, Cancellation);
        }

        return false;
    }
}
