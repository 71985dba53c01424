using System.Collections.Immutable;
using FastArb.Chain;
using FastArb.EvmMath;
using FastArb.Metrics;

namespace FastArb.Pipeline;

/// <summary>
/// What an engine was like when it last looked at itself, for a person, a supervisor or a follower.
/// Reading it
/// neither waits for the engine nor disturbs it; it may be of an engine that is gone: <see
/// cref="Values"/> says.
/// </summary>
public sealed class EngineSnapshot
{
    private EngineSnapshot(Snapshot values)
    {
        Values = values;
        string[] lanes = [.. Labels(SnapshotWords.LaneNext, SnapshotWords.Lane)];
        Lanes = [.. lanes.Select(LaneOf)];
        Handlers =
        [
            .. values
                .Series.Where(series => series.Family == SnapshotWords.HandlerOutFrom)
                .Select(series =>
                    HandlerOf(
                        series.LabelOf(SnapshotWords.Strategy) ?? string.Empty,
                        series.LabelOf(SnapshotWords.Lane) ?? string.Empty
                    )
                ),
        ];
        Stages = [.. Enum.GetValues<LaneStage>().Select(StageOf)];
    }

    /// <summary>All of it by name, and whether its writer is alive.</summary>
    public Snapshot Values { get; }

    /// <summary>How far the feed could be relied on; null where the snapshot has no values.</summary>
    public FeedHealth? Health =>
        Values.TryGet(SnapshotWords.FeedHealth, out long health) ? (FeedHealth)health : null;

    /// <summary>The number of the block that was sealed last.</summary>
    public long HeadBlock => Of(MetricCatalogue.HeadBlock);

    /// <summary>The highest number of a block that the node announced.</summary>
    public long AnnouncedBlock => Value(SnapshotWords.AnnouncedBlock);

    /// <summary>How long the last announcement was ago.</summary>
    public TimeSpan BlockLag => Time(Of(MetricCatalogue.BlockLagSeconds));

    public long Blocks => Of(MetricCatalogue.BlocksTotal);

    public long Frames => Of(MetricCatalogue.FramesTotal);

    public long Events => Of(MetricCatalogue.EventsTotal);

    public long Reconnects => Of(MetricCatalogue.ReconnectsTotal);

    public long Reorgs => Of(MetricCatalogue.ReorgsTotal);

    /// <summary>From 0 to 1.</summary>
    public double RingOccupancy => Of(MetricCatalogue.RingOccupancyRatio) / 1e6;

    public TimeSpan GcPause => Time(Of(MetricCatalogue.GcPauseSecondsTotal));

    public long AllocatedBytes => Of(MetricCatalogue.AllocatedBytesTotal);

    public ImmutableArray<LaneView> Lanes { get; }

    public ImmutableArray<HandlerView> Handlers { get; }

    public ImmutableArray<StageView> Stages { get; }

    /// <summary>Where the snapshot of a run lies.</summary>
    public static string PathOf(string runFolder) => Path.Combine(runFolder, "snapshot");

    public static EngineSnapshot Read(string runFolder, TimeProvider? clock = null) =>
        new(Snapshot.Read(PathOf(runFolder), clock ?? TimeProvider.System));

    // A metric that has one series.
    private long Of(Metric metric) =>
        Values.Series.FirstOrDefault(series => series.Family == metric.Name) is { } series
            ? Value(series.Name)
            : 0;

    private long Value(string name) => Values.TryGet(name, out long value) ? value : 0;

    private static TimeSpan Time(long nanoseconds) =>
        TimeSpan.FromTicks(nanoseconds / MetricClock.NanosecondsPerTick);

    private IEnumerable<string> Labels(string family, string label) =>
        Values
            .Series.Where(series => series.Family == family)
            .Select(series => series.LabelOf(label))
            .OfType<string>();

    private LaneView LaneOf(string name)
    {
        ulong Word(string word) => (ulong)Value(SnapshotSeries.Word(word, (SnapshotWords.Lane, name)).Name);
        UInt256 hash = new(
            Word(SnapshotWords.LaneHash(0)),
            Word(SnapshotWords.LaneHash(1)),
            Word(SnapshotWords.LaneHash(2)),
            Word(SnapshotWords.LaneHash(3))
        );
        long next = (long)Word(SnapshotWords.LaneNext);
        return new LaneView(
            name,
            next,
            Math.Max(0, Events - next),
            new BlockIdentity((long)Word(SnapshotWords.LaneBlock), hash),
            new UInt128(Word(SnapshotWords.LaneRoot(1)), Word(SnapshotWords.LaneRoot(0))),
            new UInt128(Word(SnapshotWords.LaneChain(1)), Word(SnapshotWords.LaneChain(0))),
            (long)Word(SnapshotWords.LaneSeals)
        );
    }

    private HandlerView HandlerOf(string name, string lane)
    {
        long Word(string word) =>
            Value(SnapshotSeries.Word(word, (SnapshotWords.Lane, lane), (SnapshotWords.Strategy, name)).Name);
        return new HandlerView(
            name,
            lane,
            Word(SnapshotWords.HandlerOutFrom),
            Word(SnapshotWords.HandlerPaused) != 0
        );
    }

    private StageView StageOf(LaneStage stage)
    {
        string text = SnapshotWords.Text(stage);
        long Of(string family, string? quantile) =>
            Values.Series.FirstOrDefault(series =>
                series.Family == family
                && series.LabelOf(SnapshotWords.Stage) == text
                && series.LabelOf(SnapshotWords.Quantile) == quantile
            )
                is { } series
                ? Value(series.Name)
                : 0;
        long Quantile(double quantile) =>
            Of(MetricCatalogue.StageQuantileSeconds.Name, SnapshotWords.Text(quantile));
        return new StageView(
            stage,
            Of(MetricCatalogue.StageDurationSeconds.Name + "_count", null),
            Quantile(0.5),
            Quantile(0.99),
            Quantile(0.999),
            Quantile(1)
        );
    }
}
