using System.Diagnostics;
using FastArb.Feed;
using FastArb.Pipeline;
using FastArb.Scenarios.Pools;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Hall;

/// <summary>
/// <c>fastarb run</c>: what becomes of the engine when its front dies, and the other way round.
/// </summary>
public sealed class Front_Deaths
{
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ctrl_C_ends_both_with_the_engine_s_report()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = EngineRun.WithFront(market, market.WebSocketUrl, market.Url);
        using Process engine = await EngineOfAsync(market, run);
        await run.MustStopAsync(Cancellation);
        Assert.True(engine.HasExited);
    }

    [Fact]
    public async Task When_the_front_is_killed_the_engine_stops_cleanly()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = EngineRun.WithFront(market, market.WebSocketUrl, market.Url);
        using Process engine = await EngineOfAsync(market, run);
        run.Program.Kill();
        await engine.WaitForExitAsync(Cancellation).WaitAsync(s_waitMax, Cancellation);
        Assert.True(RunManifest.Load(run.Folder).Complete);
    }

    [Fact]
    public async Task One_that_is_detached_goes_on()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = EngineRun.WithFront(market, market.WebSocketUrl, market.Url, "--detach");
        using Process engine = await EngineOfAsync(market, run);
        try
        {
            run.Program.Kill();
            long inputs = run.Status!.Inputs;
            Assert.True(market.TryPlay());
            await UntilAsync(() => run.Status!.Inputs > inputs);
            Assert.Null(ControlClient.Ask(run.Folder, ControlVerb.Stop)!.Error);
            await engine.WaitForExitAsync(Cancellation).WaitAsync(s_waitMax, Cancellation);
        }
        finally
        {
            engine.Kill();
        }
    }

    [Fact]
    public async Task An_engine_that_is_killed_is_started_again_and_it_is_said()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = EngineRun.WithFront(market, market.WebSocketUrl, market.Url);
        using Process engine = await EngineOfAsync(market, run);
        await UntilAsync(() => run.Program.Messages.Contains(" full\n", StringComparison.Ordinal));
        engine.Kill();
        const string Said =
            "warning: the engine was killed by signal 9; it is started again in 0.5 s"
            + " (1 of 5 times in ten minutes)\n";
        await UntilAsync(() => run.Program.Messages.Contains(Said, StringComparison.Ordinal));
        await run.UntilAsync(status => status.Process != engine.Id && status.IsSubscribed, Cancellation);
        await run.MustStopAsync(Cancellation);
    }

    [Fact]
    public async Task What_the_engine_refuses_the_front_does_not_ask_for_again()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = EngineRun.WithFront(market, market.WebSocketUrl);
        FinishedProcess ended = await run.Program.FinishAsync(s_waitMax, Cancellation);
        Assert.Equal((int)ExitCode.Configuration, ended.ExitCode);
        Assert.Contains(
            "has to be asked for",
            Assert.Single(ended.Messages.TrimEnd().Split('\n')),
            StringComparison.Ordinal
        );
    }

    private static async Task<Process> EngineOfAsync(ServedMarket market, EngineRun run)
    {
        await run.UntilAsync(status => status.IsSubscribed, Cancellation);
        Assert.True(market.TryPlay() && market.TryPlay());
        await run.UntilAsync(status => status.Block > 0, Cancellation);
        return Process.GetProcessById(run.Status!.Process);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_waitMax, "not in time");
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);
        }
    }
}
