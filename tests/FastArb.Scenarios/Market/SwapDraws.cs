using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Scenarios.Market;

/// <summary>Swaps of a concentrated pool, of every size and with every sort of limit.</summary>
internal static class SwapDraws
{
    /// <summary>Exact inputs and outputs, from one unit to more than there is.</summary>
    public static Int256 Amount(DeployedMarket market, Pool pool, bool zeroForOne, TrafficDraws draws)
    {
        (double amount0, double amount1) = market.Depths[pool.Index];
        UInt256 input = draws.PartOf(zeroForOne ? amount0 : amount1) + UInt256.One;
        UInt256 output = draws.PartOf(zeroForOne ? amount1 : amount0) + UInt256.One;
        return draws.Below(12) switch
        {
            0 => (Int256)draws.Bits(255),
            1 => -(Int256)draws.Bits(255),
            2 => (Int256)(input << 10),
            < 5 => -(Int256)output,
            _ => (Int256)input,
        };
    }

    /// <summary>
    /// None (zero), near the price that the tokens have elsewhere, on a tick, or any. Mostly turns the
    /// direction so that the limit can be met.
    /// </summary>
    public static UInt256 Limit(
        DeployedMarket market,
        Pool pool,
        PoolContent known,
        ref bool zeroForOne,
        TrafficDraws draws
    )
    {
        UInt256 limit;
        switch (draws.Below(10))
        {
            case < 4:
                limit = market.FairSqrtPriceX96(pool.Index, 0.98 + (0.04 * draws.Share()));
                break;
            case 4:
                TickMath.TryRatioAtTick(draws.Of(known.Ticks).Tick, out limit);
                break;
            case 5:
                int around = (known.Tick / pool.TickSpacing) + draws.Below(7) - 3;
                TickMath.TryRatioAtTick(around * pool.TickSpacing, out limit);
                break;
            case 6:
                limit = draws.Bits(160);
                break;
            default:
                return UInt256.Zero;
        }

        zeroForOne = draws.OneIn(20) ? !zeroForOne : limit < known.SqrtPriceX96;
        return limit;
    }
}
