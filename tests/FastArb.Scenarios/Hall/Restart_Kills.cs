using System.Globalization;
using FastArb.Engines;
using FastArb.Feed;
using FastArb.Market;
using FastArb.Pipeline;
using FastArb.Scenarios.Pools;
using FastArb.Tests;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Hall;

/// <summary>
/// Row 19: an engine that is killed anywhere goes on in its folder, and what it has recorded is whole.
/// </summary>
[Trait("row", "19")]
public sealed class Restart_Kills(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // A thousand kills in the long form: FASTARB_TEST_TIMES=1000.
    [Fact]
    public async Task Killed_again_and_again_it_goes_on_and_loses_nothing()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = new(market, market.WebSocketUrl, market.Url);

        // While its pools are read: questions that were put, and those that were not yet, are answered after.
        await run.UntilAsync(status => status.Inputs > 5, Cancellation);
        run.KillAndBeginAgain();
        await run.UntilAsync(IsLoaded, Cancellation);
        SeededBits bits = new(19);
        int kills = 1;
        int rounds = TestRounds.Of(1);
        for (int round = 0; round < rounds && market.TryPlay(); round++)
        {
            // Somewhere in the blocks that come: before them, among their logs, after them.
            long inputs = run.Status!.Inputs + (long)(bits.NextUInt64() % 40);
            for (int i = 0; i < 3 && market.TryPlay(); i++) { }

            await run.UntilAsync(
                status => status.Inputs >= inputs || status.Block == market.Chain.Head.Number,
                Cancellation
            );
            long events = run.Status!.Events;
            run.KillAndBeginAgain();
            kills++;
            await run.UntilAsync(
                status => IsLoaded(status) && status.Block == market.Chain.Head.Number,
                Cancellation
            );
            Assert.True(run.Status!.Events >= events);
            Assert.Contains("going on after", run.Program.Messages, StringComparison.Ordinal);
        }

        string root = run.Status!.Root;
        await run.MustStopAsync(Cancellation);
        Assert.Equal(root, RootOf(run.Folder));
        output.WriteLine($"row 19: {kills} kills, and the same events, pools and root as a replay gives");
    }

    [Fact]
    public async Task One_that_was_stopped_goes_on_too_but_not_where_its_input_is_damaged()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = new(market, market.WebSocketUrl, market.Url);
        await run.UntilAsync(IsLoaded, Cancellation);
        await run.MustStopAsync(Cancellation);
        Assert.True(market.TryPlay() && market.TryPlay());
        run.KillAndBeginAgain();
        await run.UntilAsync(status => status.Block == market.Chain.Head.Number, Cancellation);
        await run.MustStopAsync(Cancellation);

        string input = Path.Combine(RunFolder.InputOf(run.Folder), "00000000.input");
        byte[] bytes = await File.ReadAllBytesAsync(input, Cancellation);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(input, bytes, Cancellation);
        run.KillAndBeginAgain();
        FinishedProcess ended = await run.Program.FinishAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal((int)ExitCode.DataInvalid, ended.ExitCode);
        Assert.Contains("00000000.input is damaged at byte", ended.Messages, StringComparison.Ordinal);
        Assert.Contains("the run cannot go on", ended.Messages, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(input, Cancellation));
    }

    [Fact]
    public async Task A_front_writes_the_checkpoints_of_its_engine()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = EngineRun.WithFront(market, market.WebSocketUrl, market.Url);
        await run.UntilAsync(IsLoaded, Cancellation);
        Assert.True(market.TryPlay() && market.TryPlay());
        await run.UntilAsync(_ => CheckpointFiles.In(run.Folder).Length > 0, Cancellation);
        Checkpoint first = Checkpoint.Parse(
            await File.ReadAllBytesAsync(CheckpointFiles.In(run.Folder)[0], Cancellation)
        );
        Assert.Equal(EngineCommand.HandlerCount, first.Handlers.Length);
        await run.MustStopAsync(Cancellation);
        Assert.DoesNotContain("is not what the recorded", run.Program.Messages, StringComparison.Ordinal);
    }

    private static bool IsLoaded(EngineStatus status) => status.PoolsLive == status.Pools && status.Pools > 0;

    // What an engine that has never been interrupted makes of all that was recorded.
    private static string RootOf(string folder)
    {
        using StringWriter said = new();
        MarketPlan market = EngineMarket.Load(Terminal.Plain(said, said), folder);
        EnginePlan plan = new(
            market,
            RouteSearch.Find(market, new RouteSearchOptions { StartLists = [market.Tokens.All] }),
            new FeedPlan(market.ToWatchRules()),
            [],
            LanePlan.Of(1, 0)
        );
        ReplayRun run = new(plan);
        run.Begin();
        using InputReader reader = new(folder);
        while (reader.TryRead(out InputRecord record))
        {
            run.Take(in record);
        }

        run.End();
        return run.Lanes.Lanes[0].Roots.Read().Root.ToString("x32", CultureInfo.InvariantCulture);
    }
}
