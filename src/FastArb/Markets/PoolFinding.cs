using FastArb.Market;

namespace FastArb.Markets;

/// <summary>What came of looking for a pool on the chain.</summary>
/// <param name="Candidate">What was looked for.</param>
/// <param name="Pool">What may enter the market; null where nothing may.</param>
/// <param name="Refusal">Why something that is there may not enter; null where there is nothing.</param>
internal sealed record PoolFinding(PoolCandidate Candidate, Pool? Pool, string? Refusal);
