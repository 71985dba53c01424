using System.Collections.Immutable;

namespace FastArb.Metrics;

/// <summary>
/// Every metric that the program has or will have. Names are promises to other programs: they are added, and
/// never changed. The documentation is made from here, and a test holds both together.
/// </summary>
public static class MetricCatalogue
{
    public const string Prefix = "fastarb_";

    public static Metric BuildInfo { get; } =
        Gauge("build_info", MetricUnit.Count, "Always 1; its labels say which build runs.", "version");

    public static Metric HeadBlock { get; } =
        Gauge("head_block", MetricUnit.Blocks, "The number of the block that was sealed last.");

    public static Metric BlockLagSeconds { get; } =
        Gauge("block_lag_seconds", MetricUnit.Seconds, "Time since the node last announced a block.");

    public static Metric BlocksTotal { get; } =
        Counter(
            "blocks_total",
            MetricUnit.Blocks,
            "Blocks sealed; one that was taken back and came again counts twice."
        );

    public static Metric FramesTotal { get; } =
        Counter("frames_total", MetricUnit.Count, "Messages that the node sent.");

    public static Metric LogsDecodedTotal { get; } =
        Counter("logs_decoded_total", MetricUnit.Count, "Logs that are watched, each time they came.");

    public static Metric DecodeErrorsTotal { get; } =
        Counter("decode_errors_total", MetricUnit.Count, "Messages that could not be read.", "reason");

    public static Metric EventsTotal { get; } =
        Counter("events_total", MetricUnit.Events, "Events that were published to the lanes.");

    public static Metric ReconnectsTotal { get; } =
        Counter("reconnects_total", MetricUnit.Count, "Connections that replaced a lost one.");

    public static Metric GapsFilledTotal { get; } =
        Counter("gaps_filled_total", MetricUnit.Count, "Outages whose blocks were fetched afterwards.");

    public static Metric ReorgsTotal { get; } =
        Counter("reorgs_total", MetricUnit.Count, "Times that blocks were taken back.");

    public static Metric ReorgDepthBlocks { get; } =
        Gauge("reorg_depth_blocks", MetricUnit.Blocks, "The most blocks that were taken back at once.");

    public static Metric ResynchronisationsTotal { get; } =
        Counter(
            "resynchronisations_total",
            MetricUnit.Count,
            "Times that the stream had a hole, and state was loaded anew."
        );

    public static Metric PipelineDroppedTotal { get; } =
        Counter(
            "pipeline_dropped_total",
            MetricUnit.Events,
            "Events that a lane did not get. 0, always: where a lane is late, the reader waits."
        );

    public static Metric RingOccupancyRatio { get; } =
        Gauge("ring_occupancy_ratio", MetricUnit.Ratio, "How much of the ring waits for the slowest lane.");

    public static Metric RingFullWaitsTotal { get; } =
        Counter(
            "ring_full_waits_total",
            MetricUnit.Count,
            "Times that the reader found the ring full, and waited."
        );

    public static Metric ConsumerLagEvents { get; } =
        Gauge(
            "consumer_lag_events",
            MetricUnit.Events,
            "Published events that the strategy's lane has not taken.",
            "strategy"
        );

    public static Metric StrategyOut { get; } =
        Gauge(
            "strategy_out",
            MetricUnit.Count,
            "1 when the strategy is out, since it threw or held its lane; 0 while it runs.",
            "strategy"
        );

    public static Metric StrategyPaused { get; } =
        Gauge(
            "strategy_paused",
            MetricUnit.Count,
            "1 while an operator has the strategy paused; 0 while not.",
            "strategy"
        );

    public static Metric StageDurationSeconds { get; } =
        Histogram(
            "stage_duration_seconds",
            MetricUnit.Seconds,
            "From the receive call that brought a log until the end of a stage: publish, a lane has it;"
                + " apply, the market has it; end_to_end, every handler of the lane has it.",
            "stage"
        );

    public static Metric StageQuantileSeconds { get; } =
        Gauge(
            "stage_quantile_seconds",
            MetricUnit.Seconds,
            "The same since the engine's start, as the time that a share of all logs did not exceed;"
                + " 1 is the longest.",
            "stage",
            "quantile"
        );

    public static Metric GcPauseSecondsTotal { get; } =
        Counter("gc_pause_seconds_total", MetricUnit.Seconds, "How long collections held all threads.");

    public static Metric AllocatedBytesTotal { get; } =
        Counter("allocated_bytes_total", MetricUnit.Bytes, "What the engine has allocated since its start.");

    public static Metric SnapshotAgeSeconds { get; } =
        Gauge(
            "snapshot_age_seconds",
            MetricUnit.Seconds,
            "How old these values are; beyond two seconds the engine is gone or hangs."
        );

    // Names that strategies, risk and ledger will bring values for.
    public static Metric OpportunitiesTotal { get; } =
        Later(Counter("opportunities_total", MetricUnit.Count, "Opportunities detected.", "strategy"));

    public static Metric OpportunitiesRejectedTotal { get; } =
        Later(
            Counter(
                "opportunities_rejected_total",
                MetricUnit.Count,
                "Opportunities that were not taken, by why.",
                "strategy",
                "reason"
            )
        );

    public static Metric FillsTotal { get; } =
        Later(
            Counter(
                "fills_total",
                MetricUnit.Count,
                "Decisions by what became of them.",
                "strategy",
                "outcome"
            )
        );

    public static Metric CompetitionLostTotal { get; } =
        Later(
            Counter(
                "competition_lost_total",
                MetricUnit.Count,
                "Opportunities that somebody else took first.",
                "strategy"
            )
        );

    public static Metric NetProfitUsd { get; } =
        Later(Gauge("net_profit_usd", MetricUnit.Dollars, "Profit after gas and fees.", "strategy"));

    public static Metric DrawdownUsd { get; } =
        Later(
            Gauge(
                "drawdown_usd",
                MetricUnit.Dollars,
                "How far profit lies below the most it has been.",
                "strategy"
            )
        );

    public static Metric RiskPaused { get; } =
        Later(
            Gauge("risk_paused", MetricUnit.Count, "1 while a limit keeps it paused.", "strategy", "limit")
        );

    /// <summary>In the order of the documentation.</summary>
    public static ImmutableArray<Metric> All { get; } =
    [
        BuildInfo,
        HeadBlock,
        BlockLagSeconds,
        BlocksTotal,
        FramesTotal,
        LogsDecodedTotal,
        DecodeErrorsTotal,
        EventsTotal,
        ReconnectsTotal,
        GapsFilledTotal,
        ReorgsTotal,
        ReorgDepthBlocks,
        ResynchronisationsTotal,
        PipelineDroppedTotal,
        RingOccupancyRatio,
        RingFullWaitsTotal,
        ConsumerLagEvents,
        StrategyOut,
        StrategyPaused,
        StageDurationSeconds,
        StageQuantileSeconds,
        GcPauseSecondsTotal,
        AllocatedBytesTotal,
        SnapshotAgeSeconds,
        OpportunitiesTotal,
        OpportunitiesRejectedTotal,
        FillsTotal,
        CompetitionLostTotal,
        NetProfitUsd,
        DrawdownUsd,
        RiskPaused,
    ];

    private static Metric Counter(string name, MetricUnit unit, string help, params string[] labels) =>
        new(Prefix + name, MetricKind.Counter, unit, help, [.. labels]);

    private static Metric Gauge(string name, MetricUnit unit, string help, params string[] labels) =>
        new(Prefix + name, MetricKind.Gauge, unit, help, [.. labels]);

    private static Metric Histogram(string name, MetricUnit unit, string help, params string[] labels) =>
        new(Prefix + name, MetricKind.Histogram, unit, help, [.. labels]);

    private static Metric Later(Metric metric) => metric with { HasSource = false };
}
