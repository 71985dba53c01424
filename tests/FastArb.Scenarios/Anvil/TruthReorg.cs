namespace FastArb.Scenarios.Anvil;

/// <summary>The blocks above the ancestor left the chain; the oldest of them comes first.</summary>
internal sealed record TruthReorg(
    long AncestorNumber,
    string AncestorHash,
    string Method,
    string[] DroppedHashes
);
