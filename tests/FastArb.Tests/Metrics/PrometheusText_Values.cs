using FastArb.Metrics;
using FastArb.Tests.FrontDoor;
using Xunit;

namespace FastArb.Tests.Metrics;

public sealed class PrometheusText_Values
{
    private static readonly (string, string) Chain = ("chain", "137");
    private static readonly (string, string) Apply = ("stage", "apply");

    [Fact]
    public void Values_are_in_base_units_and_each_metric_is_explained_once()
    {
        using ScratchFolder folder = new();
        HandClock clock = new();
        string path = Path.Combine(folder.FullPath, "snapshot");
        Metric stages = MetricCatalogue.StageDurationSeconds;
        using SnapshotWriter writer = new(
            path,
            [
                SnapshotSeries.Word("lane_next", ("lane", "lane-1")),
                SnapshotSeries.Of(MetricCatalogue.RingOccupancyRatio, Chain),
                SnapshotSeries.Bucket(stages, 1_500, Chain, Apply),
                SnapshotSeries.Bucket(stages, long.MaxValue, Chain, Apply),
                SnapshotSeries.Sum(stages, Chain, Apply),
                SnapshotSeries.Number(stages, Chain, Apply),
                SnapshotSeries.Of(MetricCatalogue.ConsumerLagEvents, Chain, ("strategy", "a\\b\"c")),
                SnapshotSeries.Of(MetricCatalogue.HeadBlock, Chain),
            ],
            TimeSpan.FromSeconds(1),
            clock
        );
        ((ReadOnlySpan<long>)[99, 250_001, 3, 4, 1_000_000_001, 4, 12, 70_123_456]).CopyTo(writer.Values);
        writer.Write();
        clock.Pass(TimeSpan.FromMilliseconds(500));

        string expected = $$"""
            # HELP fastarb_head_block The number of the block that was sealed last.
            # TYPE fastarb_head_block gauge
            fastarb_head_block{chain="137"} 70123456
            # HELP fastarb_ring_occupancy_ratio How much of the ring waits for the slowest lane.
            # TYPE fastarb_ring_occupancy_ratio gauge
            fastarb_ring_occupancy_ratio{chain="137"} 0.250001
            # HELP fastarb_consumer_lag_events Published events that the strategy's lane has not taken.
            # TYPE fastarb_consumer_lag_events gauge
            fastarb_consumer_lag_events{chain="137",strategy="a\\b\"c"} 12
            # HELP fastarb_stage_duration_seconds {{stages.Help}}
            # TYPE fastarb_stage_duration_seconds histogram
            fastarb_stage_duration_seconds_bucket{chain="137",stage="apply",le="0.0000015"} 3
            fastarb_stage_duration_seconds_bucket{chain="137",stage="apply",le="+Inf"} 4
            fastarb_stage_duration_seconds_sum{chain="137",stage="apply"} 1.000000001
            fastarb_stage_duration_seconds_count{chain="137",stage="apply"} 4
            # HELP fastarb_snapshot_age_seconds {{MetricCatalogue.SnapshotAgeSeconds.Help}}
            # TYPE fastarb_snapshot_age_seconds gauge
            fastarb_snapshot_age_seconds 0.5

            """;
        Assert.Equal(expected, PrometheusText.Of(Snapshot.Read(path, clock)));
    }

    [Fact]
    public void Without_a_snapshot_nothing_is_said()
    {
        using SnapshotScene scene = new();
        Assert.Empty(PrometheusText.Of(scene.Read()));
    }
}
