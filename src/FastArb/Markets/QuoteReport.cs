using FastArb.Market;

namespace FastArb.Markets;

/// <summary>
/// What <c>fastarb quote</c> says. Amounts are in whole tokens, units as the contract counts.
/// </summary>
internal sealed record QuoteReport
{
    public string Pool { get; init; } = string.Empty;

    public string Address { get; init; } = string.Empty;

    public long Block { get; init; }

    public string BlockHash { get; init; } = string.Empty;

    public QuoteOutcome Outcome { get; init; }

    public required string TokenIn { get; init; }

    public required string TokenOut { get; init; }

    public required string AmountIn { get; init; }

    public required string AmountOut { get; init; }

    public required string UnitsIn { get; init; }

    public required string UnitsOut { get; init; }

    public int TicksCrossed { get; init; }
}
