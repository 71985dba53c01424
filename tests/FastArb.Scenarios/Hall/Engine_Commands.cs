using System.Text.Json.Nodes;
using FastArb.Pipeline;
using FastArb.Scenarios.Pools;
using FastArb.Tests;
using FastArb.Tests.FrontDoor;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Hall;

/// <summary><c>fastarb engine</c> as a user starts and commands it.</summary>
public sealed class Engine_Commands
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_follows_a_market_obeys_and_what_it_recorded_replays()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = new(market, market.WebSocketUrl, market.Url);
        await run.UntilAsync(status => status.IsSubscribed, Cancellation);
        await PlayUntilAsync(market, run, status => status.PoolsLive == market.Genesis.Plan.Pools.Length);

        Assert.Null(ControlClient.Ask(run.Folder, ControlVerb.Pause, "quotes-3")!.Error);
        await PlayUntilAsync(market, run, status => HandlerOf(status, "quotes-3").IsPaused);
        Assert.False(HandlerOf(run.Status!, "quotes-4").IsPaused);
        Assert.Null(ControlClient.Ask(run.Folder, ControlVerb.Resume)!.Error);
        await PlayUntilAsync(market, run, status => !HandlerOf(status, "quotes-3").IsPaused);
        Assert.Equal(
            "there is no handler quotes-99",
            ControlClient.Ask(run.Folder, ControlVerb.Pause, "quotes-99")!.Error
        );

        Assert.Null(ControlClient.Ask(run.Folder, ControlVerb.Stop)!.Error);
        FinishedProcess ended = await run.Program.FinishAsync(s_waitMax, Cancellation);
        Assert.True(ended.ExitCode == 0, ended.Messages);
        JsonNode report = run.MustBeWhole(ended);
        Assert.Equal(market.Genesis.Plan.Pools.Length, report["poolsLive"]!.GetValue<int>());
        Assert.Equal(12, report["lanes"]!.AsArray().Sum(lane => lane!["handlers"]!.AsArray().Count));
        Assert.Null(ControlClient.Ask(run.Folder, ControlVerb.Status));
        Assert.DoesNotContain(
            ServedMarket.Key,
            Everything(run.Folder) + ended.Output + ended.Messages,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_pool_whose_address_nobody_can_compute_has_to_be_asked_for()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = new(market, market.WebSocketUrl);
        FinishedProcess ended = await run.Program.FinishAsync(s_waitMax, Cancellation);
        Assert.Equal((int)ExitCode.Configuration, ended.ExitCode);
        Assert.Matches(
            "^fastarb: the address of .*@SushiSwap has to be asked for "
                + @"\(name an http:// or https:// URL of a node as well\)\n$",
            ended.Messages
        );
    }

    [Fact]
    [Trait("row", "43")]
    public async Task A_signal_before_it_is_ready_ends_it_too()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = EngineRun.Warm(market);
        while (!File.Exists(EngineFolder.MarketOf(run.Folder)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);
        }

        run.Program.Interrupt();
        FinishedProcess ended = await run.Program.FinishAsync(TimeSpan.FromSeconds(2), Cancellation);
        Assert.Equal((int)ExitCode.Interrupted, ended.ExitCode);
        Assert.Matches(
            "not quite ready after [0-9.]+ s: [0-9,]+ methods compiled over [0-9,]+ made messages",
            ended.Messages
        );
    }

    [Fact]
    [Trait("row", "42")]
    public async Task A_second_engine_is_refused_and_one_that_was_killed_stops_nobody()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = new(market, market.WebSocketUrl, market.Url);
        await run.UntilAsync(status => status.IsSubscribed, Cancellation);

        FinishedProcess second = FastArbProgram.Run(run.Arguments);
        Assert.Equal((int)ExitCode.Failure, second.ExitCode);
        Assert.EndsWith(
            $"fastarb: process {run.Status!.Process} is running an engine in {run.Folder} "
                + "(stop it, or name another folder)\n",
            second.Messages,
            StringComparison.Ordinal
        );
        Assert.NotNull(run.Status);

        await run.Program.KillAsync(Cancellation);
        Assert.True(RunLock.TryTake(run.Folder, out RunLock? taken, out _));
        taken.Dispose();
        TestContext.Current.TestOutputHelper?.WriteLine("row 42: the lock of a killed engine was free");
    }

    [Fact]
    [Trait("row", "42")]
    public async Task Of_engines_that_start_at_once_one_wins()
    {
        int races = TestRounds.Of(1);
        for (int race = 0; race < races; race++)
        {
            await using ServedMarket market = new(isLive: true);
            using EngineRun run = new(market, market.WebSocketUrl, market.Url);
            using FastarbProcess second = FastarbProcess.Start(run.Arguments);
            using FastarbProcess third = FastarbProcess.Start(run.Arguments);
            List<Task<FinishedProcess>> ends =
            [
                .. new[] { run.Program, second, third }.Select(one =>
                    one.FinishAsync(s_waitMax, Cancellation)
                ),
            ];
            for (int refused = 0; refused < 2; refused++)
            {
                Task<FinishedProcess> end = await Task.WhenAny(ends);
                ends.Remove(end);
                Assert.Equal((int)ExitCode.Failure, (await end).ExitCode);
                Assert.Contains("is running an engine in", (await end).Messages, StringComparison.Ordinal);
            }

            while (run.Status is not { IsSubscribed: true })
            {
                Assert.False(ends[0].IsCompleted);
                await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);
            }

            ControlClient.Ask(run.Folder, ControlVerb.Stop);
            Assert.Equal(0, (await ends[0]).ExitCode);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"row 42: {races} races of 3 processes, one winner each"
        );
    }

    private static HandlerStatus HandlerOf(EngineStatus status, string name) =>
        status.Lanes.SelectMany(lane => lane.Handlers).Single(handler => handler.Name == name);

    private static async Task PlayUntilAsync(
        ServedMarket market,
        EngineRun run,
        Func<EngineStatus, bool> isSo
    )
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task playing = PlayAsync(market, over.Token);
        await run.UntilAsync(isSo, Cancellation);
        await over.CancelAsync();
        await playing;
    }

    private static async Task PlayAsync(ServedMarket market, CancellationToken over)
    {
        while (!over.IsCancellationRequested && market.TryPlay())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), over)
                .ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static string Everything(string folder) =>
        string.Concat(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText));
}
