namespace FastArb.Scenarios.Market;

/// <summary>A pool to deploy: of two tokens of a venue, with so much in it, in dollars.</summary>
internal sealed record PoolSpec(string Venue, string TokenA, string TokenB, uint FeePips, double Depth);
