using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Chain;

/// <summary>
/// A question to the chain. Its answer comes through the sequencer's inbox, as every input does; the id is
/// drawn by the sequencer in order, so a replay knows which answer belongs to which question.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ChainCall(long Id, ChainCallKind Kind, UInt256 BlockHash);
