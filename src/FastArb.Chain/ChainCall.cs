using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Chain;

/// <summary>
/// A question to the chain. Its answer comes through the sequencer's inbox, as every input does; the id is
/// drawn by the sequencer in order, so a replay knows which answer belongs to which question.
/// </summary>
/// <param name="Id">What the answer carries.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="BlockHash">Of which block, where it is asked for by its hash.</param>
/// <param name="BlockNumber">Of which block, where it is asked for by its number.</param>
/// <param name="Turn">
/// Counts how often the same was asked before: another turn is another way to the chain, where there
/// are several.
/// </param>
/// <param name="Question">What a contract is asked.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChainCall(
    long Id,
    ChainCallKind Kind,
    UInt256 BlockHash,
    long BlockNumber = 0,
    int Turn = 0,
    ContractQuestion? Question = null
);
