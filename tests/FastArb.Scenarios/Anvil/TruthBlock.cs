namespace FastArb.Scenarios.Anvil;

/// <summary>A block of the chain as it stands at the end.</summary>
internal sealed record TruthBlock(long Number, string Hash, string Parent, TruthLog[] Logs);
