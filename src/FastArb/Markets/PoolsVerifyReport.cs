namespace FastArb.Markets;

/// <summary>What <c>fastarb pools verify</c> found.</summary>
internal sealed record PoolsVerifyReport(
    long From,
    long To,
    string Hash,
    int Logs,
    IReadOnlyList<VerifiedPool> Pools,
    IReadOnlyList<string> Refused
);
