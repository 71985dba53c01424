using System.Collections.Immutable;

namespace FastArb.Metrics;

/// <summary>An entry of the catalogue: all that is said about a metric, said once.</summary>
/// <param name="Name">As programs see it, prefix and unit included.</param>
/// <param name="Kind">How it behaves over time.</param>
/// <param name="Unit">What it is measured in.</param>
/// <param name="Help">For people, in a sentence.</param>
/// <param name="Labels">What tells its series apart, beside <c>chain</c>, which all have.</param>
public sealed record Metric(
    string Name,
    MetricKind Kind,
    MetricUnit Unit,
    string Help,
    params ImmutableArray<string> Labels
)
{
    /// <summary>
    /// Whether there is something that knows its values. Without one it is a name that is kept, and nothing
    /// publishes it.
    /// </summary>
    public bool HasSource { get; init; } = true;
}
