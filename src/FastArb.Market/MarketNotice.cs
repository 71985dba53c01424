using System.Runtime.InteropServices;

namespace FastArb.Market;

/// <summary>Something of the market that is worth a line.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Pool">Of which pool; -1: of all.</param>
/// <param name="BlockNumber">The head at that time.</param>
/// <param name="Sentence">In words, without the pool.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MarketNotice(
    MarketNoticeKind Kind,
    int Pool,
    long BlockNumber,
    string Sentence
);
