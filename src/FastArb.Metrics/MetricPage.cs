using System.Text;

namespace FastArb.Metrics;

/// <summary>The catalogue as a page of the documentation.</summary>
public static class MetricPage
{
    private const string Beginning = """
        # Metrics

        Made from `MetricCatalogue` in `src/FastArb.Metrics`; a test fails when the two differ, and says how
        to make this page anew. Names are promises: they are added, never changed. Every series has the
        label `chain`, the chain's id; `fastarb_snapshot_age_seconds` is the reader's own, and has none.
        Times are in seconds, shares of a whole from 0 to 1, money in US dollars. A counter begins at 0 when
        the engine starts.

        """;

    public static string Text()
    {
        StringBuilder page = new(Beginning);
        Append(page, "Published", hasSource: true);
        Append(page, "Kept for strategies, which do not exist yet", hasSource: false);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Append(StringBuilder page, string heading, bool hasSource)
    {
        page.Append("\n## ").Append(heading).Append("\n\n");
        page.Append("| metric | kind | labels | what it says |\n| --- | --- | --- | --- |\n");
        foreach (Metric metric in MetricCatalogue.All.Where(metric => metric.HasSource == hasSource))
        {
            string labels = string.Join(", ", metric.Labels.Select(label => $"`{label}`"));
            page.Append("| `").Append(metric.Name).Append("` | ");
            page.Append(metric.Kind.ToString().ToLowerInvariant()).Append(" | ");
            page.Append(labels).Append(" | ").Append(metric.Help).Append(" |\n");
        }
    }
}
