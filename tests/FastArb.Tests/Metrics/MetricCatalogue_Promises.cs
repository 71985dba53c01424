using FastArb.Metrics;
using FastArb.Tests.House;
using Xunit;

namespace FastArb.Tests.Metrics;

public sealed class MetricCatalogue_Promises
{
    private const string WriteVariable = "FASTARB_WRITE_DOCS";
    private const string Page = "docs/metrics.md";

    /// <summary>What other programs were promised first, labels included.</summary>
    private static readonly string[] Promised =
    [
        "build_info{version}",
        "head_block",
        "block_lag_seconds",
        "blocks_total",
        "frames_total",
        "logs_decoded_total",
        "decode_errors_total{reason}",
        "reconnects_total",
        "gaps_filled_total",
        "reorgs_total",
        "reorg_depth_blocks",
        "pipeline_dropped_total",
        "ring_occupancy_ratio",
        "consumer_lag_events{strategy}",
        "stage_duration_seconds{stage}",
        "opportunities_total{strategy}",
        "opportunities_rejected_total{strategy,reason}",
        "fills_total{strategy,outcome}",
        "competition_lost_total{strategy}",
        "net_profit_usd{strategy}",
        "drawdown_usd{strategy}",
        "risk_paused{strategy,limit}",
        "gc_pause_seconds_total",
        "allocated_bytes_total",
    ];

    [Fact]
    public void Every_promised_name_is_there_with_its_labels() =>
        Offenders.None(
            Promised
                .Select(name => "fastarb_" + name)
                .Except(MetricCatalogue.All.Select(Spelled), StringComparer.Ordinal)
        );

    [Fact]
    public void Every_metric_is_listed_once()
    {
        Metric[] declared =
        [
            .. typeof(MetricCatalogue)
                .GetProperties()
                .Where(property => property.PropertyType == typeof(Metric))
                .Select(property => (Metric)property.GetValue(null)!),
        ];
        Assert.Equal(declared.Length, MetricCatalogue.All.Length);
        Assert.Equal(
            declared.Select(metric => metric.Name).Order(StringComparer.Ordinal),
            MetricCatalogue
                .All.Select(metric => metric.Name)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Names_say_the_unit_and_help_is_a_sentence()
    {
        foreach (Metric metric in MetricCatalogue.All)
        {
            Assert.Matches("^fastarb_[a-z]+(_[a-z]+)*$", metric.Name);
            Assert.Matches("^[A-Z01].*[.]$", metric.Help);
            Assert.DoesNotContain('\n', metric.Help);
            Assert.DoesNotContain('\\', metric.Help);
            Assert.DoesNotContain('|', metric.Help);
            string? unit = metric.Unit switch
            {
                MetricUnit.Seconds => "_seconds",
                MetricUnit.Ratio => "_ratio",
                MetricUnit.Bytes => "_bytes",
                MetricUnit.Dollars => "_usd",
                _ => null,
            };
            Assert.Equal(
                metric.Kind == MetricKind.Counter,
                metric.Name.EndsWith("_total", StringComparison.Ordinal)
            );
            Assert.EndsWith(
                unit ?? string.Empty,
                metric.Name.Replace("_total", string.Empty, StringComparison.Ordinal),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void No_label_is_a_pool_or_a_hash() =>
        Offenders.None(
            MetricCatalogue
                .All.SelectMany(metric => metric.Labels)
                .Distinct(StringComparer.Ordinal)
                .Except(
                    ["version", "reason", "strategy", "stage", "quantile", "outcome", "limit"],
                    StringComparer.Ordinal
                )
        );

    [Fact]
    public void The_documentation_is_what_the_catalogue_says()
    {
        string page = MetricPage.Text();
        if (Environment.GetEnvironmentVariable(WriteVariable) is not null)
        {
            File.WriteAllText(Repository.PathOf(Page), page);
        }

        Assert.True(
            page == Repository.Text(Page),
            $"{Page} is not made from the catalogue any more; {WriteVariable}=1 dotnet test makes it anew"
        );
    }

    [Fact]
    public void A_series_has_the_labels_that_the_catalogue_promises_and_no_others()
    {
        Metric metric = MetricCatalogue.DecodeErrorsTotal;
        Assert.Equal(
            "fastarb_decode_errors_total{chain=\"137\",reason=\"bad_hex\"}",
            SnapshotSeries.Of(metric, ("chain", "137"), ("reason", "bad_hex")).Name
        );
        Assert.Throws<ArgumentException>(() => SnapshotSeries.Of(metric, ("chain", "137")));
        Assert.Throws<ArgumentException>(() => SnapshotSeries.Of(metric, ("reason", "x"), ("pool", "0x")));
        Assert.Throws<ArgumentException>(() =>
            SnapshotSeries.Of(MetricCatalogue.NetProfitUsd, ("strategy", "s"))
        );
    }

    private static string Spelled(Metric metric) =>
        metric.Name + (metric.Labels.IsEmpty ? string.Empty : $"{{{string.Join(',', metric.Labels)}}}");
}
