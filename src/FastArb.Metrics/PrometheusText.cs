using System.Text;

namespace FastArb.Metrics;

/// <summary>A snapshot as Prometheus reads it (text format 0.0.4).</summary>
public static class PrometheusText
{
    private static readonly string[] s_histogramParts = ["_bucket", "_sum", "_count"];

    /// <summary>
    /// Every metric of the catalogue that the snapshot has; nothing where it has no values at all.
    /// </summary>
    public static string Of(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        StringBuilder text = new();
        ILookup<string, int> placesOfFamily = Enumerable
            .Range(0, snapshot.Series.Length)
            .ToLookup(place => snapshot.Series[place].Family, StringComparer.Ordinal);
        foreach (Metric metric in MetricCatalogue.All)
        {
            int[] places = [.. FamiliesOf(metric).SelectMany(family => placesOfFamily[family]).Order()];
            if (places.Length == 0)
            {
                continue;
            }

            Begin(text, metric);
            foreach (int place in places)
            {
                SnapshotSeries series = snapshot.Series[place];
                Append(text, series.Name, SnapshotSeries.BaseUnits(snapshot.Values[place], series.Unit));
            }
        }

        if (snapshot.HasValues)
        {
            long age = (long)snapshot.Age.TotalNanoseconds;
            Metric metric = MetricCatalogue.SnapshotAgeSeconds;
            Begin(text, metric);
            Append(text, metric.Name, SnapshotSeries.BaseUnits(age, metric.Unit));
        }

        return text.ToString();
    }

    private static IEnumerable<string> FamiliesOf(Metric metric) =>
        metric.Kind == MetricKind.Histogram
            ? s_histogramParts.Select(part => metric.Name + part)
            : [metric.Name];

    private static void Begin(StringBuilder text, Metric metric) =>
        text.Append("# HELP ")
            .Append(metric.Name)
            .Append(' ')
            .Append(metric.Help)
            .Append("\n# TYPE ")
            .Append(metric.Name)
            .Append(' ')
            .Append(metric.Kind.ToString().ToLowerInvariant())
            .Append('\n');

    private static void Append(StringBuilder text, string series, string value) =>
        text.Append(series).Append(' ').Append(value).Append('\n');
}
