namespace FastArb.Scenarios.Anvil;

/// <summary>
/// What the node itself says of its chain, asked afterwards and over another connection: blocks in order, and
/// how the head went back on the way. Hashes, addresses and data are the node's lower-case hex.
/// </summary>
internal sealed record ChainTruth(TruthBlock[] Blocks, TruthReorg[] Reorgs);
