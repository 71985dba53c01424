using System.Runtime.InteropServices;

namespace FastArb.Market;

/// <summary>How far the loading of pools has come.</summary>
/// <param name="Waiting">Pools that nobody has begun to read.</param>
/// <param name="Reading">Pools of which some is read, or all and they wait for their block.</param>
/// <param name="Refused">Pools that are not loaded.</param>
/// <param name="Loaded">How often a pool was read to the end.</param>
/// <param name="Restarts">How often a reading began anew.</param>
/// <param name="Questions">What the chain was asked.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LoadProgress(
    int Waiting,
    int Reading,
    int Refused,
    long Loaded,
    long Restarts,
    long Questions
);
