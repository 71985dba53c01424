namespace FastArb.Markets;

/// <summary>A pool that was compared with the chain; the difference is null where there is none.</summary>
internal sealed record VerifiedPool(string Pool, string Address, string? Difference);
