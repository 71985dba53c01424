using FastArb.Chain;

namespace FastArb.Pipeline;

/// <summary>A lane as a snapshot has it.</summary>
/// <param name="Name">Its own.</param>
/// <param name="NextSequence">The next event that it had not taken.</param>
/// <param name="Lag">Published events that it had not taken.</param>
/// <param name="Block">The last block that was sealed there.</param>
/// <param name="Root">Of its market after that block.</param>
/// <param name="Chain">The roots of all seals until then in one.</param>
/// <param name="Seals">How many those were.</param>
public sealed record LaneView(
    string Name,
    long NextSequence,
    long Lag,
    BlockIdentity Block,
    UInt128 Root,
    UInt128 Chain,
    long Seals
);
