using System.Runtime.InteropServices;
using FastArb.EvmMath;

namespace FastArb.Market.Internals;

/// <summary>What one pool says of its two tokens, kept until the pool changes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PoolRatio
{
    /// <summary>One unit of token 0 in units of token 1, Q128.</summary>
    public UInt256 Ratio0;

    /// <summary>One unit of token 1 in units of token 0, Q128.</summary>
    public UInt256 Ratio1;

    /// <summary>The reserves, of concentrated pools those that it has in effect at its price.</summary>
    public UInt128 Depth0;

    public UInt128 Depth1;

    /// <summary>Whether it says anything: it is live and has both tokens.</summary>
    public bool Speaks;

    /// <summary>Of the state that it was made of.</summary>
    public uint Version;

    public static PoolRatio Of(ref readonly PoolState pool)
    {
        PoolRatio ratio = new() { Version = pool.Version };
        if (pool.Status != PoolStatus.Live)
        {
            return ratio;
        }

        ratio.Speaks =
            pool.Shape == PoolShape.ConstantProduct
                ? TryOfReserves(in pool, ref ratio)
                : TryOfPrice(in pool, ref ratio);
        return ratio;
    }

    private static bool TryOfReserves(ref readonly PoolState pool, ref PoolRatio ratio)
    {
        ratio.Depth0 = pool.Reserve0OrLiquidity;
        ratio.Depth1 = pool.Reserve1;
        UInt256 reserve0 = ratio.Depth0;
        UInt256 reserve1 = ratio.Depth1;
        UInt256 one = UInt256.One << 128;
        return UInt256.TryMulDiv(in reserve1, in one, in reserve0, out ratio.Ratio0)
            && UInt256.TryMulDiv(in reserve0, in one, in reserve1, out ratio.Ratio1)
            && ratio.Depth0 != 0
            && ratio.Depth1 != 0;
    }

    private static bool TryOfPrice(ref readonly PoolState pool, ref PoolRatio ratio)
    {
        UInt256 root = pool.SqrtPriceX96;
        UInt256 liquidity = pool.Reserve0OrLiquidity;
        UInt256 one = UInt256.One << 96;
        if (
            root.IsZero
            || !UInt256.TryMulDiv(in root, in root, UInt256.One << 64, out ratio.Ratio0)
            || ratio.Ratio0.IsZero
            || !UInt256.TryMulDiv(in liquidity, in one, in root, out UInt256 depth0)
            || !UInt256.TryMulDiv(in liquidity, in root, in one, out UInt256 depth1)
        )
        {
            return false;
        }

        ratio.Ratio1 = UInt256.MaxValue / ratio.Ratio0;
        ratio.Depth0 = Saturated(in depth0);
        ratio.Depth1 = Saturated(in depth1);
        return ratio.Depth0 != 0 && ratio.Depth1 != 0;
    }

    private static UInt128 Saturated(in UInt256 number) =>
        number.BitLength > 128 ? UInt128.MaxValue : (UInt128)number;
}
