using FastArb.Metrics;
using Xunit;

namespace FastArb.Tests.Metrics;

public sealed class Snapshot_States
{
    [Fact]
    public void Before_the_first_look_there_is_no_file()
    {
        using SnapshotScene scene = new();
        Snapshot read = scene.Read();
        Assert.Equal(SnapshotState.Absent, read.State);
        Assert.False(read.HasValues);
        Assert.Contains("there is no ", read.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_finds_the_last_look_by_name_and_in_order()
    {
        using SnapshotScene scene = new();
        scene.Look(1);
        scene.Look(2);
        for (int i = 0; i < 3; i++)
        {
            scene.Writer.Values[i] = 30 + i;
        }

        scene.Writer.Write();
        Snapshot read = scene.Read();
        Assert.Equal(SnapshotState.Alive, read.State);
        Assert.Equal(3, read.Sequence);
        Assert.Equal([30, 31, 32], read.Values);
        Assert.Equal(scene.Series, read.Series);
        Assert.True(read.TryGet("word-1", out long value));
        Assert.Equal(31, value);
        Assert.False(read.TryGet("word-9", out _));
        Assert.Equal(Environment.ProcessId, read.ProcessId);
    }

    [Fact]
    public void A_writer_that_is_late_eight_times_over_is_stale_since_its_last_look()
    {
        using SnapshotScene scene = new();
        scene.Look(7);
        scene.Clock.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(SnapshotState.Alive, scene.Read().State);
        scene.Clock.Pass(TimeSpan.FromMilliseconds(1));
        Snapshot read = scene.Read();
        Assert.Equal(SnapshotState.Stale, read.State);
        Assert.Equal(
            $"stale since 2026-03-01 12:00:00Z: process {Environment.ProcessId} is gone or hangs",
            read.Sentence
        );
        Assert.Equal(TimeSpan.FromMilliseconds(2_001), read.Age);
        Assert.Equal([7, 7, 7], read.Values);
    }

    [Fact]
    public void A_writer_that_ends_as_it_should_says_so_for_good()
    {
        using SnapshotScene scene = new();
        scene.Look(7, isLast: true);
        scene.Clock.Pass(TimeSpan.FromDays(1));
        Snapshot read = scene.Read();
        Assert.Equal(SnapshotState.Ended, read.State);
        Assert.Equal([7, 7, 7], read.Values);
    }

    [Fact]
    public void After_the_machine_has_started_again_an_old_look_is_stale_though_its_clock_says_the_same()
    {
        using SnapshotScene scene = new();
        scene.Look(7);
        scene.Clock.Restart(TimeSpan.FromMinutes(1));
        Assert.Equal(SnapshotState.Stale, scene.Read().State);
    }

    [Theory]
    [InlineData(3_600)]
    [InlineData(-3_600)]
    public void A_clock_that_somebody_sets_is_forgotten_with_the_next_look(int seconds)
    {
        using SnapshotScene scene = new();
        scene.Look(1);
        scene.Clock.SetUtc(TimeSpan.FromSeconds(seconds));
        scene.Look(2);
        Assert.Equal(SnapshotState.Alive, scene.Read().State);
    }

    [Fact]
    public void A_run_that_is_started_again_replaces_the_old_look_with_its_first()
    {
        using SnapshotScene scene = new();
        scene.Look(1);
        scene.Clock.Pass(TimeSpan.FromMinutes(1));
        using SnapshotWriter next = scene.NewWriter();
        Assert.Equal(SnapshotState.Stale, scene.Read().State);
        next.Values.Fill(2);
        next.Write();
        scene.Look(3);
        Snapshot read = scene.Read();
        Assert.Equal((SnapshotState.Alive, 1L), (read.State, read.Sequence));
        Assert.Equal([2, 2, 2], read.Values);
    }

    [Fact]
    public void Another_version_is_named_and_not_read()
    {
        using SnapshotScene scene = new();
        scene.Look(1);
        byte[] bytes = scene.Bytes();
        bytes[8] = 2;
        scene.Put(bytes);
        Snapshot read = scene.Read();
        Assert.Equal(SnapshotState.OtherVersion, read.State);
        Assert.Equal("the snapshot is of version 2, and this program reads version 1", read.Sentence);
        Assert.False(read.HasValues);
        Assert.True(read.Values.IsEmpty);
    }

    [Fact]
    public void Another_layout_is_read_as_the_file_says_it()
    {
        using SnapshotScene scene = new();
        scene.Look(1);
        using SnapshotWriter other = new(
            scene.Path,
            [SnapshotSeries.Word("other", ("of", "a \"lane\"\n")), new SnapshotSeries("x", MetricUnit.Ratio)],
            SnapshotScene.Interval,
            scene.Clock
        );
        other.Values[1] = 5;
        other.Write();
        Snapshot read = scene.Read();
        Assert.Equal("other{of=\"a \\\"lane\\\"\\n\"}", read.Series[0].Name);
        Assert.Equal(MetricUnit.Ratio, read.Series[1].Unit);
        Assert.Equal([0, 5], read.Values);
    }
}
