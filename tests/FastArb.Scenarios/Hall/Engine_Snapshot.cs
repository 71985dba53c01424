using FastArb.Chain;
using FastArb.Feed;
using FastArb.Metrics;
using FastArb.Pipeline;
using FastArb.Scenarios.Pools;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Scenarios.Hall;

/// <summary>A real engine, seen from this process through the file that it leaves.</summary>
public sealed class Engine_Snapshot
{
    private const int LogsTimed = 50;

    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_alive_while_the_engine_is_and_stale_once_it_was_killed()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = new(market, market.WebSocketUrl, market.Url);
        EngineSnapshot alive = await PlayUntilAsync(
            market,
            run,
            read => read.Stages.Length > 0 && read.Stages.All(stage => stage.Count > 0) && read.HeadBlock > 0
        );
        Assert.Equal(run.Status!.Process, alive.Values.ProcessId);
        Assert.Equal(FeedHealth.Live, alive.Health);
        Assert.Equal(12, alive.Handlers.Length);
        Assert.All(alive.Handlers, handler => Assert.Equal(long.MaxValue, handler.OutFrom));
        Assert.True(alive.Events > 0 && alive.Frames > 0 && alive.AllocatedBytes > 0);

        await run.Program.KillAsync(Cancellation);
        EngineSnapshot dead = await UntilAsync(run, read => read.Values.State == SnapshotState.Stale);
        Assert.True(dead.Values.Sequence >= alive.Values.Sequence);
        Assert.True(dead.Events >= alive.Events);
        Assert.Contains(" is gone or hangs", dead.Values.Sentence, StringComparison.Ordinal);
        foreach (StageView stage in dead.Stages)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(stage.ToString());
        }
    }

    [Fact]
    public async Task Its_last_look_is_what_the_run_has_come_to()
    {
        await using ServedMarket market = new(isLive: true);
        using EngineRun run = new(market, market.WebSocketUrl, market.Url);
        await PlayUntilAsync(market, run, read => read.Stages.Sum(stage => stage.Count) > LogsTimed);
        Assert.Null(ControlClient.Ask(run.Folder, ControlVerb.Stop)!.Error);
        FinishedProcess ended = await run.Program.FinishAsync(s_waitMax, Cancellation);
        Assert.True(ended.ExitCode == 0, ended.Messages);

        EngineSnapshot last = EngineSnapshot.Read(run.Folder);
        RunManifest manifest = RunManifest.Load(run.Folder);
        Assert.Equal(SnapshotState.Ended, last.Values.State);
        Assert.Equal(manifest.Events, last.Events);
        Assert.All(last.Lanes, lane => Assert.Equal((last.Events, 0L), (lane.NextSequence, lane.Lag)));
        Assert.Single(last.Lanes.Select(lane => (lane.Block, lane.Root, lane.Chain)).Distinct());
    }

    private static async Task<EngineSnapshot> PlayUntilAsync(
        ServedMarket market,
        EngineRun run,
        Func<EngineSnapshot, bool> isSo
    )
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task playing = PlayAsync(market, over.Token);
        EngineSnapshot read = await UntilAsync(run, isSo);
        await over.CancelAsync();
        await playing;
        return read;
    }

    private static async Task<EngineSnapshot> UntilAsync(EngineRun run, Func<EngineSnapshot, bool> isSo)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        late.CancelAfter(s_waitMax);
        while (true)
        {
            EngineSnapshot read = EngineSnapshot.Read(run.Folder);
            if (isSo(read))
            {
                return read;
            }

            try
            {
                await Task.Delay(s_poll, late.Token);
            }
            catch (OperationCanceledException end) when (!Cancellation.IsCancellationRequested)
            {
                throw new TimeoutException($"{read.Values.Sentence}; it says: {run.Program.Messages}", end);
            }
        }
    }

    private static async Task PlayAsync(ServedMarket market, CancellationToken over)
    {
        while (!over.IsCancellationRequested && market.TryPlay())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(30), over)
                .ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
