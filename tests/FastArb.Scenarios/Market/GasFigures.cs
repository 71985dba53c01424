using System.Globalization;

namespace FastArb.Scenarios.Market;

/// <summary>
/// What legs of routes cost in gas, as the node counts it, by what they do: ticks that they cross, -1 in a
/// pair, and borders of bitmap words that they pass.
/// </summary>
internal sealed class GasFigures
{
    private const int MostShown = 4;

    private readonly SortedDictionary<(int Ticks, int Words), List<long>> _figures = [];

    public void Add((int Ticks, int Words) leg, long gas)
    {
        if (!_figures.TryGetValue(leg, out List<long>? figures))
        {
            _figures.Add(leg, figures = []);
        }

        figures.Add(gas);
    }

    /// <summary>The mean of legs that cross so many ticks, -1 for pairs, and pass no other word.</summary>
    public double MeanOf(int ticks) =>
        _figures
            .Where(pair => pair.Key.Ticks == ticks && pair.Key.Words <= 0)
            .SelectMany(pair => pair.Value)
            .Average();

    /// <summary>Those in which only one thing costs: ticks crossed, or words of the bitmap passed.</summary>
    public override string ToString() =>
        string.Join(
            "; ",
            _figures
                .Where(pair => Math.Min(pair.Key.Ticks, pair.Key.Words) <= 0)
                .Where(pair => Math.Max(pair.Key.Ticks, pair.Key.Words) <= MostShown)
                .Select(pair =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{NameOf(pair.Key)}: {pair.Value.Count} legs, {pair.Value.Min()} to "
                            + $"{pair.Value.Max()}, mean {pair.Value.Average():F0}"
                    )
                )
        );

    private static string NameOf((int Ticks, int Words) leg) =>
        leg.Ticks < 0 ? "pair" : $"{leg.Ticks} ticks, {leg.Words} words";
}
