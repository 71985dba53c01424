using System.Globalization;
using System.Text;

namespace FastArb.Metrics;

/// <summary>One value of a snapshot: what it is called, and the unit that it is a whole number of.</summary>
/// <param name="Name">With its labels, as Prometheus writes them.</param>
/// <param name="Unit">Of the value; a word that is no metric is a <see cref="MetricUnit.Count"/>.</param>
public sealed record SnapshotSeries(string Name, MetricUnit Unit)
{
    /// <summary>The name without labels.</summary>
    public string Family => Name.Split('{')[0];

    /// <summary>The value of a label; null where the series does not have it.</summary>
    public string? LabelOf(string label)
    {
        int at = Name.IndexOf($"{{{label}=\"", StringComparison.Ordinal);
        at = at < 0 ? Name.IndexOf($",{label}=\"", StringComparison.Ordinal) : at;
        if (at < 0)
        {
            return null;
        }

        StringBuilder value = new();
        for (int i = at + label.Length + 3; i < Name.Length && Name[i] != '"'; i++)
        {
            bool isEscape = Name[i] == '\\' && i + 1 < Name.Length;
            char next = isEscape ? Name[++i] : Name[i];
            value.Append(isEscape && next == 'n' ? '\n' : next);
        }

        return value.ToString();
    }

    /// <summary>A series of a metric, with a value for each of its labels.</summary>
    public static SnapshotSeries Of(Metric metric, params ReadOnlySpan<(string Label, string Value)> labels)
    {
        ArgumentNullException.ThrowIfNull(metric);
        Check(metric, labels);
        return new SnapshotSeries(Named(metric.Name, labels), metric.Unit);
    }

    /// <summary>Of a histogram: how many values were at most so long.</summary>
    public static SnapshotSeries Bucket(
        Metric metric,
        long atMost,
        params ReadOnlySpan<(string Label, string Value)> labels
    )
    {
        ArgumentNullException.ThrowIfNull(metric);
        Check(metric, labels);
        string bound = atMost == long.MaxValue ? "+Inf" : BaseUnits(atMost, metric.Unit);
        return new SnapshotSeries(
            Named(metric.Name + "_bucket", [.. labels, ("le", bound)]),
            MetricUnit.Count
        );
    }

    /// <summary>Of a histogram: all its values together.</summary>
    public static SnapshotSeries Sum(Metric metric, params ReadOnlySpan<(string Label, string Value)> labels)
    {
        ArgumentNullException.ThrowIfNull(metric);
        Check(metric, labels);
        return new SnapshotSeries(Named(metric.Name + "_sum", labels), metric.Unit);
    }

    /// <summary>Of a histogram: how many values it has.</summary>
    public static SnapshotSeries Number(
        Metric metric,
        params ReadOnlySpan<(string Label, string Value)> labels
    )
    {
        ArgumentNullException.ThrowIfNull(metric);
        Check(metric, labels);
        return new SnapshotSeries(Named(metric.Name + "_count", labels), MetricUnit.Count);
    }

    /// <summary>A value that is no metric.</summary>
    public static SnapshotSeries Word(
        string name,
        params ReadOnlySpan<(string Label, string Value)> labels
    ) => new(Named(name, labels), MetricUnit.Count);

    /// <summary>A snapshot's whole number in the unit that programs see.</summary>
    internal static string BaseUnits(long value, MetricUnit unit)
    {
        decimal small = unit switch
        {
            MetricUnit.Seconds => 1_000_000_000m,
            MetricUnit.Ratio or MetricUnit.Dollars => 1_000_000m,
            _ => 1m,
        };
        return (value / small).ToString("0.#########", CultureInfo.InvariantCulture);
    }

    // A series that the catalogue does not promise would be in no documentation.
    private static void Check(Metric metric, ReadOnlySpan<(string Label, string Value)> labels)
    {
        int named = 0;
        foreach ((string label, _) in labels)
        {
            named += metric.Labels.Contains(label, StringComparer.Ordinal) ? 1 : 0;
            if (label != "chain" && !metric.Labels.Contains(label, StringComparer.Ordinal))
            {
                throw new ArgumentException($"{metric.Name} has no label {label}", nameof(labels));
            }
        }

        if (named != metric.Labels.Length || !metric.HasSource)
        {
            throw new ArgumentException($"{metric.Name} lacks a label, or has no source", nameof(metric));
        }
    }

    private static string Named(string name, ReadOnlySpan<(string Label, string Value)> labels)
    {
        if (labels.IsEmpty)
        {
            return name;
        }

        StringBuilder text = new(name);
        char before = '{';
        foreach ((string label, string value) in labels)
        {
            string escaped = value
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(before).Append(label).Append("=\"").Append(escaped).Append('"');
            before = ',';
        }

        return text.Append('}').ToString();
    }
}
