using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Scenarios.Market;

/// <summary>What people do to a constant-product pair.</summary>
internal sealed class PairTraffic(DeployedMarket market)
{
    /// <summary>Some of it the pair refuses.</summary>
    public string Call(Pool pool, PoolContent known, TrafficDraws draws)
    {
        UInt256 pair = pool.Address.ToWord();
        double reserve0 = (double)known.Reserve0;
        double reserve1 = (double)known.Reserve1;
        UInt256 part0 = draws.PartOf(reserve0);
        UInt256 part1 = draws.PartOf(reserve1);
        return draws.Below(20) switch
        {
            0 or 1 => AbiCall.Of("pairMint(address,uint256,uint256)", pair, part0, part1),
            2 => AbiCall.Of("pairBurn(address,uint256)", pair, draws.PartOf(500_000)),
            3 => AbiCall.Of("pairFlash(address,uint256,uint256)", pair, part0, part1),
            4 => AbiCall.Of("pairFlash(address,uint256,uint256)", pair, UInt256.Zero, part1),
            5 => AbiCall.Of(
                "pairDonate(address,uint256,uint256,bool)",
                pair,
                part0,
                part1,
                draws.OneIn(2) ? UInt256.One : UInt256.Zero
            ),
            < 9 => ToFairPrice(pool, reserve0, reserve1),
            < 12 => Swap(pair, zeroForOne: draws.OneIn(2), draws.Bits(112)),
            < 16 => Swap(pair, zeroForOne: true, part0),
            _ => Swap(pair, zeroForOne: false, part1),
        };
    }

    /// <summary>Brings the price near to what it is elsewhere, or it would be lost for ever.</summary>
    private string ToFairPrice(Pool pool, double reserve0, double reserve1)
    {
        (double amount0, double amount1) = market.Depths[pool.Index];
        double fair = amount1 / amount0;
        bool zeroForOne = reserve1 / reserve0 > fair;
        double amount = zeroForOne
            ? Math.Sqrt(reserve0 * reserve1 / fair) - reserve0
            : Math.Sqrt(reserve0 * reserve1 * fair) - reserve1;
        return Swap(pool.Address.ToWord(), zeroForOne, (UInt256)amount);
    }

    private static string Swap(UInt256 pair, bool zeroForOne, UInt256 amount) =>
        AbiCall.Of("pairSwap(address,bool,uint256)", pair, zeroForOne ? UInt256.One : UInt256.Zero, amount);
}
