namespace FastArb.Verify;

/// <summary>Where a market that follows a recording first is not what the truth says.</summary>
/// <param name="Block">The block after which it is not: its number.</param>
/// <param name="Hash">The block's hash.</param>
/// <param name="TruthLine">The line of the file of truth, from 1; 0 for the state at the start.</param>
/// <param name="Pool">Index, tokens, venue and address; null where it is no pool's matter.</param>
/// <param name="What">What ours is, and what it should be.</param>
internal sealed record RecordingDifference(
    long Block,
    string Hash,
    long TruthLine,
    string? Pool,
    string What
);
