using System.Collections.Immutable;

namespace FastArb.Market;

/// <summary>Which routes a <see cref="RouteSearch"/> looks for.</summary>
public sealed record RouteSearchOptions
{
    public const int HopsMin = 2;

    /// <summary>The longest route that there can be.</summary>
    public const int HopsLimit = 4;

    /// <summary>Legs of the longest route wanted.</summary>
    public int HopsMax { get; init; } = HopsMin;

    /// <summary>
    /// Tokens in order, one list for each way to choose a start: a loop is entered at the first of its tokens
    /// in the list. A start that several lists choose makes one route.
    /// </summary>
    public ImmutableArray<ImmutableArray<Token>> StartLists { get; init; } = [];

    /// <summary>More are refused: each costs 4 bytes a leg, and the same again in the index.</summary>
    public int RoutesMax { get; init; } = 4_000_000;
}
