namespace FastArb.Pipeline;

/// <summary>How far an engine is, as its snapshot says.</summary>
/// <param name="NextSequence">The first event that one of its lanes has not taken.</param>
/// <param name="SealedCount">Of one of its lanes, how many blocks it has sealed.</param>
/// <param name="SealedChain">The roots of those in one.</param>
public sealed record EngineSight(long NextSequence, long SealedCount, UInt128 SealedChain);
