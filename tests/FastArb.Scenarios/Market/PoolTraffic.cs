using FastArb.EvmMath;
using FastArb.Market;

namespace FastArb.Scenarios.Market;

/// <summary>What people do to a concentrated pool.</summary>
internal sealed class PoolTraffic(DeployedMarket market)
{
    private const string MintSignature = "poolMint(address,int24,int24,uint128)";
    private const string BurnSignature = "poolBurn(address,int24,int24,uint128,bool)";

    /// <summary>What was added and not taken, as far as all of it happened.</summary>
    private readonly List<(int Pool, int Lower, int Upper, UInt256 Liquidity)> _positions = [];

    /// <summary>Some of it the pool refuses.</summary>
    public string Call(Pool pool, PoolContent known, TrafficDraws draws)
    {
        UInt256 address = pool.Address.ToWord();
        (double amount0, double amount1) = market.Depths[pool.Index];
        switch (draws.Below(20))
        {
            case < 5:
                return Mint(pool, known, draws);
            case < 7:
                return Burn(pool, draws);
            case 7:
                return AbiCall.Of(
                    "poolFlash(address,uint256,uint256)",
                    address,
                    draws.PartOf(amount0),
                    draws.PartOf(amount1)
                );
            default:
                bool zeroForOne = draws.OneIn(2);
                UInt256 limit = SwapDraws.Limit(market, pool, known, ref zeroForOne, draws);
                if (limit.IsZero)
                {
                    limit = zeroForOne
                        ? TickMath.MinSqrtRatio + UInt256.One
                        : TickMath.MaxSqrtRatio - UInt256.One;
                }

                return AbiCall.Of(
                    "poolSwap(address,bool,int256,uint160)",
                    address,
                    zeroForOne ? UInt256.One : UInt256.Zero,
                    (UInt256)SwapDraws.Amount(market, pool, zeroForOne, draws),
                    limit
                );
        }
    }

    /// <summary>Wide or narrow, around the price or away from it; often on ticks that others use.</summary>
    public string Mint(Pool pool, PoolContent known, TrafficDraws draws)
    {
        int spacing = pool.TickSpacing;
        int last = TickMath.MaxTick / spacing;
        int width = 1 + (int)Math.Pow(last, draws.Share());
        int lower = (known.Tick / spacing) - draws.Below(width + 1) - (draws.OneIn(4) ? width : 0);
        int upper = lower + width;
        lower = Math.Clamp(lower, -last, last - 1) * spacing;
        upper = Math.Clamp(upper, (lower / spacing) + 1, last) * spacing;
        if (draws.OneIn(3))
        {
            int used = draws.Of(known.Ticks).Tick;
            (lower, upper) = used < upper ? (used, upper) : (lower, used);
        }

        (double amount0, double amount1) = market.Depths[pool.Index];
        UInt256 liquidity = draws.PartOf(Math.Sqrt(amount0 * amount1) * 20) + UInt256.One;
        _positions.Add((pool.Index, lower, upper, liquidity));
        return AbiCall.Of(MintSignature, pool.Address.ToWord(), Tick(lower), Tick(upper), liquidity);
    }

    /// <summary>All of a position, part of it, nothing (which collects), or more than there is.</summary>
    private string Burn(Pool pool, TrafficDraws draws)
    {
        int[] own = [.. Enumerable.Range(0, _positions.Count).Where(i => _positions[i].Pool == pool.Index)];
        if (own.Length == 0)
        {
            return AbiCall.Of(BurnSignature, pool.Address.ToWord(), default, default, default, default);
        }

        int index = draws.Of(own);
        (int _, int lower, int upper, UInt256 liquidity) = _positions[index];
        UInt256 taken = draws.Below(10) switch
        {
            0 => UInt256.Zero,
            1 => liquidity + UInt256.One,
            < 5 => liquidity >> 1,
            _ => liquidity,
        };
        if (taken <= liquidity)
        {
            _positions[index] = _positions[index] with { Liquidity = liquidity - taken };
            if (taken == liquidity)
            {
                _positions.RemoveAt(index);
            }
        }

        UInt256 collects = draws.OneIn(2) ? UInt256.One : UInt256.Zero;
        return AbiCall.Of(BurnSignature, pool.Address.ToWord(), Tick(lower), Tick(upper), taken, collects);
    }

    private static UInt256 Tick(int tick) => (UInt256)(Int256)tick;
}
