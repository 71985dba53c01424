using System.Runtime.CompilerServices;

namespace FastArb.Market.Internals;

/// <summary>The steps of a ladder, within it.</summary>
[InlineArray(SwapLadder.StepsMax)]
internal struct LadderSteps
{
    private LadderStep _first;
}
