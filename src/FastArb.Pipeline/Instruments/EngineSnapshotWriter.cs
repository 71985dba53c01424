// Runs on a thread of its own, four times a second.
// May not allocate once it is made, nor write what others read but the snapshot; takes no lock.
// Costs a few hundred reads of counters, and 12 kB a lane of copied histograms.
using System.Globalization;
using System.Reflection;
using FastArb.Feed;
using FastArb.Metrics;

namespace FastArb.Pipeline;

/// <summary>
/// Leaves what an engine's threads have counted in its run folder, where any process may look
/// (<see cref="EngineSnapshot"/>). It counts nothing itself: every value has an owner elsewhere. It is what
/// has lanes timed: without it no lane reads a clock.
/// </summary>
public sealed partial class EngineSnapshotWriter : IDisposable
{
    // A lane that is built anew takes events of the past until it is no further behind than this.
    private const int LagOfNowMax = 1_024;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly LiveRun _run;
    private readonly TimeProvider _clock;
    private readonly long _begun;
    private readonly (string, string) _chain;
    private readonly List<SnapshotSeries> _series = [];
    private readonly List<Func<long>> _sources = [];
    private readonly List<LaneMetrics> _timed = [];
    private readonly StageTotals[] _stages =
    [
        .. Enum.GetValues<LaneStage>().Select(stage => new StageTotals(stage)),
    ];
    private readonly SealWords[] _seals;
    private readonly SnapshotWriter _file;
    private bool _isDisposed;

    /// <summary>For a run that has not begun; the file appears at the first look.</summary>
    public EngineSnapshotWriter(LiveRun run, string runFolder, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        _clock = clock ?? TimeProvider.System;
        _begun = MetricClock.Monotonic(_clock);
        _chain = (SnapshotWords.Chain, run.Lanes.Plan.Market.ChainId.ToString(CultureInfo.InvariantCulture));
        _seals = new SealWords[run.Lanes.Lanes.Length];
        AddFeed();
        AddRing();
        AddHandlers();
        AddStages();
        AddRuntime();
        AddLanes();
        TimeLanes();
        _file = new SnapshotWriter(EngineSnapshot.PathOf(runFolder), [.. _series], s_interval, _clock);
    }

    /// <summary>
    /// Why the last look could not be left; null while it can. Readers find it stale, and nothing else
    /// happens.
    /// </summary>
    public Exception? Fault { get; private set; }

    /// <summary>Looks until told to stop; whoever made it says that it ended, by disposing of it.</summary>
    public void Run(CancellationToken stop)
    {
        do
        {
            TryLook(isLast: false);
        } while (!stop.WaitHandle.WaitOne(s_interval));
    }

    /// <summary>Looks once at everything, and leaves it for others to see.</summary>
    public void Look() => Look(isLast: false);

    /// <summary>Looks for the last time, and says that it was. When lanes have ended, not before.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            TryLook(isLast: true);
            _file.Dispose();
        }
    }

    private void Look(bool isLast)
    {
        TimeLanes();
        foreach (StageTotals stage in _stages)
        {
            stage.Collect(_timed);
        }

        for (int seat = 0; seat < _seals.Length; seat++)
        {
            _seals[seat].Read(_run.Lanes.Lanes[seat].Roots);
        }

        Span<long> values = _file.Values;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _sources[i]();
        }

        _file.Write(isLast);
    }

    // A disk that is full ends no engine.
    private void TryLook(bool isLast)
    {
        try
        {
            Look(isLast);
            Fault = null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Fault = failure;
        }
    }

    private void TimeLanes()
    {
        foreach (Lane lane in _run.Lanes.Lanes)
        {
            if (_run.IsResumed && lane.Metrics is null && LagOf(lane) < LagOfNowMax)
            {
                lane.Metrics = new LaneMetrics();
                _timed.Add(lane.Metrics);
            }
        }
    }

    private long LagOf(Lane lane) => Math.Max(0, _run.Lanes.Ring.Cursor + 1 - lane.NextSequence);

    private void Add(SnapshotSeries series, Func<long> source)
    {
        _series.Add(series);
        _sources.Add(source);
    }

    private void Add(Metric metric, Func<long> source) => Add(SnapshotSeries.Of(metric, _chain), source);

    private void AddWord(string name, Func<long> source) => Add(SnapshotSeries.Word(name), source);

    private void AddFeed()
    {
        FeedCounters feed = _run.Sequencer.Counters;
        BlockOrderCounters order = _run.Sequencer.OrderCounters;
        FeedSessionCounters session = _run.Session.Counters;
        FeedPulse pulse = _run.Pulse;
        Add(MetricCatalogue.HeadBlock, () => _seals[0].Block);
        Add(
            MetricCatalogue.BlockLagSeconds,
            () => MetricClock.Monotonic(_clock) - (pulse.Head == 0 ? _begun : pulse.Head)
        );
        Add(
            MetricCatalogue.BlocksTotal,
            () => order.SealedComplete + order.SealedQuiet + order.SealedLaterBlock + order.SealedEnd
        );
        Add(MetricCatalogue.FramesTotal, () => feed.Frames.Value);
        Add(MetricCatalogue.LogsDecodedTotal, () => feed.LogsDecoded.Value);
        foreach (FrameFault fault in Enum.GetValues<FrameFault>().Where(fault => fault != FrameFault.None))
        {
            Counter counter = feed.DecodeErrors(fault);
            Add(
                SnapshotSeries.Of(
                    MetricCatalogue.DecodeErrorsTotal,
                    _chain,
                    (SnapshotWords.Reason, SnapshotWords.Text(fault))
                ),
                () => counter.Value
            );
        }

        Add(MetricCatalogue.EventsTotal, () => _run.Lanes.Ring.Cursor + 1);
        Add(MetricCatalogue.ReconnectsTotal, () => Math.Max(0, session.Subscriptions - 1));
        Add(MetricCatalogue.GapsFilledTotal, () => order.GapsFilled);
        Add(MetricCatalogue.ReorgsTotal, () => order.Reorgs);
        Add(MetricCatalogue.ReorgDepthBlocks, () => order.DepthMax);
        Add(MetricCatalogue.ResynchronisationsTotal, () => order.Resynchronisations);
        AddWord(SnapshotWords.FeedHealth, () => (long)_run.Sequencer.Health);
        AddWord(SnapshotWords.AnnouncedBlock, () => pulse.HeadNumber);
    }

    private void AddRing()
    {
        const long millionths = 1_000_000;
        LaneSet lanes = _run.Lanes;
        Add(MetricCatalogue.PipelineDroppedTotal, () => 0);
        Add(
            MetricCatalogue.RingOccupancyRatio,
            () =>
            {
                long most = 0;
                foreach (Lane lane in lanes.Lanes)
                {
                    most = Math.Max(most, LagOf(lane));
                }

                return Math.Min(most, lanes.Ring.BufferSize) * millionths / lanes.Ring.BufferSize;
            }
        );
        Add(MetricCatalogue.RingFullWaitsTotal, () => lanes.Ring.Sequencer.FullWaits);
    }

    private void AddStages()
    {
        Metric metric = MetricCatalogue.StageDurationSeconds;
        foreach (StageTotals stage in _stages)
        {
            (string, string) name = (SnapshotWords.Stage, SnapshotWords.Text(stage.Stage));
            for (int i = 0; i < StageTotals.Bounds.Length; i++)
            {
                int bound = i;
                Add(
                    SnapshotSeries.Bucket(metric, StageTotals.Bounds[i], _chain, name),
                    () => stage.UpTo(bound)
                );
            }

            Add(SnapshotSeries.Bucket(metric, long.MaxValue, _chain, name), () => stage.Count);
            Add(SnapshotSeries.Sum(metric, _chain, name), () => stage.Sum);
            Add(SnapshotSeries.Number(metric, _chain, name), () => stage.Count);
            foreach (double quantile in SnapshotWords.Quantiles)
            {
                Add(
                    SnapshotSeries.Of(
                        MetricCatalogue.StageQuantileSeconds,
                        _chain,
                        name,
                        (SnapshotWords.Quantile, SnapshotWords.Text(quantile))
                    ),
                    () => stage.Quantile(quantile)
                );
            }
        }
    }

    private void AddRuntime()
    {
        string version =
            typeof(EngineSnapshotWriter)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion
            ?? "unknown";
        Add(SnapshotSeries.Of(MetricCatalogue.BuildInfo, _chain, (SnapshotWords.Version, version)), () => 1);
        Add(
            MetricCatalogue.GcPauseSecondsTotal,
            () => GC.GetTotalPauseDuration().Ticks * MetricClock.NanosecondsPerTick
        );
        Add(MetricCatalogue.AllocatedBytesTotal, () => GC.GetTotalAllocatedBytes());
    }
}
