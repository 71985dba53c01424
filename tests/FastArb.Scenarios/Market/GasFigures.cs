using System.Globalization;

namespace FastArb.Scenarios.Market;

/// <summary>What swaps cost in gas, as the node counts it: by ticks crossed, -1 for pairs.</summary>
internal sealed class GasFigures
{
    private readonly SortedDictionary<int, List<long>> _byTicks = [];

    public void Add(int ticksCrossed, long gas)
    {
        if (!_byTicks.TryGetValue(ticksCrossed, out List<long>? figures))
        {
            _byTicks.Add(ticksCrossed, figures = []);
        }

        figures.Add(gas);
    }

    public override string ToString() =>
        string.Join(
            "; ",
            _byTicks.Select(pair =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(pair.Key < 0 ? "pair" : $"{pair.Key} ticks")}: {pair.Value.Count} legs, "
                        + $"{pair.Value.Min()} to {pair.Value.Max()}, mean {pair.Value.Average():F0}"
                )
            )
        );
}
