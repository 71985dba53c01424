using System.Diagnostics;
using FastArb.Chain;
using FastArb.Metrics;
using FastArb.Pipeline;
using FastArb.Tests.Feed.Sequencing;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Pipeline.Instruments;

public sealed class EngineSnapshot_Values
{
    [Fact]
    public void What_the_engine_s_threads_have_counted_is_in_the_snapshot()
    {
        using InstrumentedRun run = new("a", "b");
        for (int block = 1; block <= 5; block++)
        {
            run.Take(SequencedFeed.Head(block));
            run.Take(SequencedFeed.Log(block, 0));
        }

        run.Take("{");
        run.Take("[]");
        run.Run.Pulse.Head = MetricClock.Monotonic(run.Clock);
        run.Run.Pulse.HeadNumber = 5;
        run.Clock.Pass(TimeSpan.FromSeconds(3));
        EngineSnapshot read = run.Look();

        Assert.Equal(SnapshotState.Alive, read.Values.State);
        Assert.Equal(12, read.Frames);
        Assert.Equal(5, Of(read, "fastarb_logs_decoded_total{chain=\"137\"}"));
        Assert.Equal(run.Run.Sequencer.EventCount, read.Events);
        Assert.Equal(FeedHealth.Live, read.Health);
        Assert.Equal(5, read.AnnouncedBlock);
        Assert.Equal(TimeSpan.FromSeconds(3), read.BlockLag);
        Assert.Equal(1, Of(read, "fastarb_decode_errors_total{chain=\"137\",reason=\"not_json\"}"));
        Assert.Equal(1, Of(read, "fastarb_decode_errors_total{chain=\"137\",reason=\"not_an_object\"}"));
        Assert.True(read.AllocatedBytes > 0);

        (BlockIdentity block5, UInt128 root, UInt128 chain, long seals) = run.Lane.Roots.Read();
        Assert.True(seals >= 4);
        Assert.Equal((block5.Number, seals), (read.HeadBlock, read.Blocks));
        LaneView lane = Assert.Single(read.Lanes);
        Assert.Equal(new LaneView("lane-1", read.Events, 0, block5, root, chain, seals), lane);
        Assert.Equal(
            [
                new HandlerView("a", "lane-1", long.MaxValue, IsPaused: false),
                new HandlerView("b", "lane-1", long.MaxValue, IsPaused: false),
            ],
            read.Handlers
        );
    }

    [Fact]
    public void A_handler_that_threw_is_out_from_that_event_on()
    {
        using InstrumentedRun run = new("stays", PlannedHandler.Throws);
        for (int block = 1; block <= 5; block++)
        {
            run.Take(SequencedFeed.Head(block));
        }

        EngineSnapshot read = run.Look();
        Assert.True(run.Run.Outbox.TryTakeFault(out HandlerFault? fault));
        Assert.Equal([long.MaxValue, fault!.Sequence], read.Handlers.Select(handler => handler.OutFrom));
        Assert.Equal(0, Of(read, "fastarb_strategy_out{chain=\"137\",strategy=\"stays\"}"));
        Assert.Equal(1, Of(read, "fastarb_strategy_out{chain=\"137\",strategy=\"throws\"}"));
    }

    [Fact]
    public void A_handler_that_an_operator_paused_is_paused_until_it_is_resumed()
    {
        using InstrumentedRun run = new("a", "b");
        run.Command(OperatorCommand.Pause, "b");
        Assert.Equal([false, true], run.Look().Handlers.Select(handler => handler.IsPaused));
        run.Command(OperatorCommand.Resume, "b");
        EngineSnapshot read = run.Look();
        Assert.Equal([false, false], read.Handlers.Select(handler => handler.IsPaused));
        Assert.Equal(0, Of(read, "fastarb_strategy_paused{chain=\"137\",strategy=\"b\"}"));
    }

    [Fact]
    public void Exactly_the_metrics_that_have_a_source_are_published()
    {
        using InstrumentedRun run = new("a");
        string[] published =
        [
            .. PrometheusText
                .Of(run.Look().Values)
                .Split('\n')
                .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[2]),
        ];
        Assert.Equal(
            MetricCatalogue.All.Where(metric => metric.HasSource).Select(metric => metric.Name),
            published,
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Every_series_is_in_the_snapshot_once_and_of_this_chain()
    {
        using InstrumentedRun run = new("a", "b");
        EngineSnapshot read = run.Look();
        string[] names = [.. read.Values.Series.Select(series => series.Name)];
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
        Offenders.None(
            read.Values.Series.Where(series =>
                series.Name.StartsWith(MetricCatalogue.Prefix, StringComparison.Ordinal)
                && series.LabelOf("chain") != "137"
            )
        );
    }

    [Fact]
    public void The_text_is_what_prometheus_reads()
    {
        using InstrumentedRun run = new("a");
        run.Take(SequencedFeed.Head(1));
        string text = PrometheusText.Of(run.Look().Values);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Matches(
                "^(# (HELP|TYPE) fastarb_[a-z_]+ .+|fastarb_[a-z_]+({([a-z]+=\"[^\"]*\",?)+})? [0-9.]+)$",
                line
            );
        }
    }

    [Fact]
    public void Without_an_engine_there_is_a_state_and_nothing_else()
    {
        using InstrumentedRun run = new("a");
        EngineSnapshot read = EngineSnapshot.Read(run.Folder, run.Clock);
        Assert.Equal(SnapshotState.Absent, read.Values.State);
        Assert.Empty(read.Lanes);
        Assert.Null(read.Health);
        Assert.Equal(0, read.Events);
    }

    [Fact]
    public async Task It_looks_until_told_to_stop_and_has_ended_when_it_is_disposed_of()
    {
        using InstrumentedRun run = new("a");
        await LoopUntilAsync(run, read => read.Sequence >= 2);
        run.Clock.Pass(TimeSpan.FromHours(1));
        Assert.Equal(SnapshotState.Stale, EngineSnapshot.Read(run.Folder, run.Clock).Values.State);
        run.Writer.Dispose();
        Assert.Equal(SnapshotState.Ended, EngineSnapshot.Read(run.Folder, run.Clock).Values.State);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_ends_nothing_and_is_tried_again()
    {
        using InstrumentedRun run = new("a");
        string inTheWay = Path.Combine(EngineSnapshot.PathOf(run.Folder), "in the way");
        Directory.CreateDirectory(inTheWay);
        await LoopUntilAsync(
            run,
            read =>
            {
                if (run.Writer.Fault is not null && Directory.Exists(inTheWay))
                {
                    Directory.Delete(EngineSnapshot.PathOf(run.Folder), recursive: true);
                }

                return read.State == SnapshotState.Alive;
            }
        );
        Assert.Null(run.Writer.Fault);
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void A_look_allocates_nothing()
    {
        using InstrumentedRun run = new([.. Enumerable.Range(1, 12).Select(i => $"quotes-{i}")]);
        run.Take(SequencedFeed.Head(1));
        run.Take(SequencedFeed.Log(1, 0));
        Assert.Equal(
            0,
            AllocatedBytes.Least(() =>
            {
                for (int i = 0; i < 20; i++)
                {
                    run.Writer.Look();
                }
            })
        );
    }

    private static async Task LoopUntilAsync(InstrumentedRun run, Func<Snapshot, bool> holds)
    {
        using CancellationTokenSource stop = new();
        long start = Stopwatch.GetTimestamp();
        Task loop = Task.Run(() => run.Writer.Run(stop.Token), TestContext.Current.CancellationToken);
        while (!holds(EngineSnapshot.Read(run.Folder, run.Clock).Values))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "it does not look");
            await Task.Yield();
        }

        await stop.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private static long Of(EngineSnapshot read, string series)
    {
        Assert.True(read.Values.TryGet(series, out long value), series);
        return value;
    }
}
