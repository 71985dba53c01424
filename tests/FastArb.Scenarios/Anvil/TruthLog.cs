namespace FastArb.Scenarios.Anvil;

/// <summary>A log as <c>eth_getLogs</c> gives it; the index is the one in its block.</summary>
internal sealed record TruthLog(long Index, string Address, string[] Topics, string Data);
