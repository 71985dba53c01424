using FastArb.Chain;
using FastArb.EvmMath;

namespace FastArb.Scenarios.Live;

/// <summary>The head went back to this block.</summary>
internal sealed record SettledReorg(long Number, UInt256 Hash, ReorgCause Cause);
