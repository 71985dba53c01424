using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Feed;

/// <summary>A question for logs of the past.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="First">The first block.</param>
/// <param name="Last">The last block, which is included.</param>
/// <param name="BlockHash">The block's hash, where it is asked for by that.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LogQuestion(LogQuestionKind Kind, long First, long Last, UInt256 BlockHash);
