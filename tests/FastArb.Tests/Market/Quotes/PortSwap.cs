using System.Numerics;

namespace FastArb.Tests.Market.Quotes;

/// <summary>What a swap did, by <see cref="PoolPort"/>.</summary>
internal sealed record PortSwap(
    BigInteger AmountIn,
    BigInteger AmountOut,
    bool IsFull,
    BigInteger SqrtPrice,
    int Tick,
    BigInteger Liquidity,
    int TicksCrossed
);
