using System.Runtime.CompilerServices;
using FastArb.EvmMath;

namespace FastArb.Chain;

/// <summary>The eight 256-bit words of a slot.</summary>
[InlineArray(Count)]
public struct ChainEventWords
{
    public const int Count = 8;

    private UInt256 _word;
}
