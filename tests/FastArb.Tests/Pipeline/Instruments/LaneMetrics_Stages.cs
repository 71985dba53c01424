using FastArb.Chain;
using FastArb.Metrics;
using FastArb.Pipeline;
using FastArb.Tests.Feed.Sequencing;
using Xunit;

namespace FastArb.Tests.Pipeline.Instruments;

public sealed class LaneMetrics_Stages
{
    private const long MillisecondNs = 1_000_000;
    private const int Logs = 400;

    [Fact]
    public void Each_log_is_timed_once_from_its_receive_call_and_most_of_them_at_the_end()
    {
        using InstrumentedRun run = new("a");
        TakeLogs(run, () => MetricClock.Now - (5 * MillisecondNs));
        EngineSnapshot read = run.Look();
        Dictionary<LaneStage, long> counts = read.Stages.ToDictionary(
            stage => stage.Stage,
            stage => stage.Count
        );
        Assert.Equal(Logs, counts.Values.Sum());
        Assert.InRange(counts[LaneStage.Publish], Logs / 32, Logs / 8);
        Assert.InRange(counts[LaneStage.Apply], Logs / 32, Logs / 8);
        foreach (StageView stage in read.Stages)
        {
            Assert.True(stage.MedianNs >= 5 * MillisecondNs);
            Assert.True(stage.P99Ns >= stage.MedianNs);
            Assert.True(stage.P999Ns >= stage.P99Ns);
            Assert.True(stage.LongestNs >= stage.P999Ns);
        }
    }

    [Fact]
    public void Buckets_are_counted_up_to_their_bound_and_end_with_all()
    {
        using InstrumentedRun run = new("a");
        TakeLogs(run, () => MetricClock.Now - (5 * MillisecondNs));
        Snapshot values = run.Look().Values;
        long Bucket(string atMost)
        {
            string labels = $"chain=\"137\",stage=\"end_to_end\",le=\"{atMost}\"";
            Assert.True(values.TryGet($"fastarb_stage_duration_seconds_bucket{{{labels}}}", out long count));
            return count;
        }

        Assert.Equal(0, Bucket("0.0000001"));
        Assert.Equal(0, Bucket("0.002"));
        Assert.Equal(Bucket("+Inf"), Bucket("1"));
        Assert.True(Bucket("+Inf") > Logs / 2);
        Assert.True(
            values.TryGet(
                "fastarb_stage_duration_seconds_sum{chain=\"137\",stage=\"end_to_end\"}",
                out long sum
            )
        );
        Assert.True(sum >= Bucket("+Inf") * 5 * MillisecondNs);
    }

    [Fact]
    public void What_no_receive_call_brought_is_not_timed()
    {
        using InstrumentedRun run = new("a");
        TakeLogs(run, () => 0);
        for (int block = 2; block < 40; block++)
        {
            run.Take(SequencedFeed.Head(block));
        }

        Assert.All(run.Look().Stages, stage => Assert.Equal(0, stage.Count));
    }

    [Fact]
    public void A_lane_that_nobody_looks_at_reads_no_clock()
    {
        using InstrumentedRun run = new("a");
        run.Lane.Metrics = null;
        TakeLogs(run, () => MetricClock.Now);
        Assert.Null(run.Lane.Metrics);
        Assert.All(EngineSnapshot.Read(run.Folder, run.Clock).Stages, stage => Assert.Equal(0, stage.Count));
    }

    [Fact]
    public void A_lane_that_comes_later_is_timed_too_and_what_the_old_one_counted_stays()
    {
        using InstrumentedRun run = new("a");
        TakeLogs(run, () => MetricClock.Now);
        run.Lane.Metrics = null;
        Assert.Equal(Logs, run.Look().Stages.Sum(stage => stage.Count));
        Assert.NotNull(run.Lane.Metrics);
        TakeLogs(run, () => MetricClock.Now, from: Logs);
        Assert.Equal(2 * Logs, run.Look().Stages.Sum(stage => stage.Count));
    }

    [Fact]
    [Trait("gate", "allocation")]
    public void Timing_a_lane_allocates_nothing()
    {
        LaneMetrics metrics = new();
        ChainEvent log = new() { Kind = ChainEventKind.Log, ReceiveTime = MetricClock.Now };
        Assert.Equal(
            0,
            AllocatedBytes.Least(() =>
            {
                for (int i = 0; i < 10_000; i++)
                {
                    log.Sequence++;
                    metrics.OnTaken(in log);
                    metrics.OnEndOf(LaneStage.Apply, in log);
                    metrics.OnEndOf(LaneStage.EndToEnd, in log);
                }
            })
        );
    }

    private static void TakeLogs(InstrumentedRun run, Func<long> receivedAt, int from = 0)
    {
        if (from == 0)
        {
            run.Take(SequencedFeed.Head(1), receivedAt());
        }

        for (int log = from; log < from + Logs; log++)
        {
            run.Take(SequencedFeed.Log(1, log), receivedAt());
        }
    }
}
