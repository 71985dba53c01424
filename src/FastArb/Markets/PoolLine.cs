using System.Globalization;

namespace FastArb.Markets;

/// <summary>A pool as <c>fastarb pools list</c> and <c>show</c> say it.</summary>
internal sealed record PoolLine(
    string Name,
    string Venue,
    string Kind,
    string Token0,
    string Token1,
    uint FeePips,
    string? Address,
    string Proof
)
{
    /// <summary>Whether the chain was asked, and has it; null where it was not asked.</summary>
    public bool? Exists { get; init; }

    /// <summary>Why it may not enter the market.</summary>
    public string? Refusal { get; init; }

    public static PoolLine Of(PoolCandidate candidate, PoolFinding? finding = null) =>
        new(
            candidate.Name,
            candidate.Venue.Name,
            candidate.Venue.Kind.Name,
            candidate.Token0.Name,
            candidate.Token1.Name,
            candidate.Fee,
            (finding?.Pool?.Address ?? candidate.Address)?.ToString(),
            candidate.IsProven ? "computed" : "factory"
        )
        {
            Exists = finding is null ? null : finding.Pool is not null || finding.Refusal is not null,
            Refusal = finding?.Refusal,
        };

    /// <summary>What stands behind it in a table.</summary>
    public string Result =>
        Refusal is not null
            ? $"refused: {Refusal}"
            : Exists switch
            {
                null => "not asked",
                true => "there",
                false => "not there",
            };

    public string Fee => string.Create(CultureInfo.InvariantCulture, $"{FeePips / 10_000m:0.####} %");
}
