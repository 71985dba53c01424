using System.Globalization;
using System.Numerics;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// TickMath of Uniswap V3 on BigInteger: the contract's own products and its own fourteen squarings.
/// </summary>
internal static class TickMathPort
{
    public const int MaxTick = 887272;

    public static readonly BigInteger MinSqrtRatio = 4295128739;

    public static readonly BigInteger MaxSqrtRatio = BigInteger.Parse(
        "1461446703485210103287273052203988822378723970342",
        CultureInfo.InvariantCulture
    );

    // sqrt(1.0001)^-(2^k), 128 fractional bits, in the order of the contract's lines.
    private static readonly BigInteger[] s_factors =
    [
        Hex("fffcb933bd6fad37aa2d162d1a594001"),
        Hex("fff97272373d413259a46990580e213a"),
        Hex("fff2e50f5f656932ef12357cf3c7fdcc"),
        Hex("ffe5caca7e10e4e61c3624eaa0941cd0"),
        Hex("ffcb9843d60f6159c9db58835c926644"),
        Hex("ff973b41fa98c081472e6896dfb254c0"),
        Hex("ff2ea16466c96a3843ec78b326b52861"),
        Hex("fe5dee046a99a2a811c461f1969c3053"),
        Hex("fcbe86c7900a88aedcffc83b479aa3a4"),
        Hex("f987a7253ac413176f2b074cf7815e54"),
        Hex("f3392b0822b70005940c7a398e4b70f3"),
        Hex("e7159475a2c29b7443b29c7fa6e889d9"),
        Hex("d097f3bdfd2022b8845ad8f792aa5825"),
        Hex("a9f746462d870fdf8a65dc1f90e061e5"),
        Hex("70d869a156d2a1b890bb3df62baf32f7"),
        Hex("31be135f97d08fd981231505542fcfa6"),
        Hex("9aa508b5b7a84e1c677de54f3e99bc9"),
        Hex("5d6af8dedb81196699c329225ee604"),
        Hex("2216e584f5fa1ea926041bedfe98"),
        Hex("48a170391f7dc42444e8fa2"),
    ];

    private static readonly BigInteger s_ticksPerDoubling = BigInteger.Parse(
        "255738958999603826347141",
        CultureInfo.InvariantCulture
    );

    private static readonly BigInteger s_errorBelow = BigInteger.Parse(
        "3402992956809132418596140100660247210",
        CultureInfo.InvariantCulture
    );

    private static readonly BigInteger s_errorAbove = BigInteger.Parse(
        "291339464771989622907027621153398088495",
        CultureInfo.InvariantCulture
    );

    /// <summary>getSqrtRatioAtTick; null is the revert "T".</summary>
    public static BigInteger? SqrtRatioAtTick(int tick)
    {
        long absTick = Math.Abs((long)tick);
        if (absTick > MaxTick)
        {
            return null;
        }

        BigInteger ratio = (absTick & 1) != 0 ? s_factors[0] : BigInteger.One << 128;
        for (int bit = 1; bit < s_factors.Length; bit++)
        {
            if ((absTick & (1L << bit)) != 0)
            {
                ratio = (ratio * s_factors[bit]) >> 128;
            }
        }

        return ToX96(tick > 0 ? FullMathPort.WordMax / ratio : ratio);
    }

    /// <summary>
    /// getSqrtRatioAtTick of every tick, from 0 outwards, each negative one after its positive. The contract
    /// multiplies by the factor of the highest bit last, so all but that is the product of a smaller tick.
    /// </summary>
    public static IEnumerable<(int Tick, BigInteger Ratio)> AllSqrtRatios()
    {
        UInt128[] products = new UInt128[MaxTick + 1];
        yield return (0, BigInteger.One << 96);
        for (int tick = 1; tick <= MaxTick; tick++)
        {
            int bit = BitOperations.Log2((uint)tick);
            int rest = tick ^ (1 << bit);
            BigInteger ratio =
                rest == 0 ? s_factors[bit] : ((BigInteger)products[rest] * s_factors[bit]) >> 128;
            products[tick] = (UInt128)ratio;
            yield return (tick, ToX96(FullMathPort.WordMax / ratio));
            yield return (-tick, ToX96(ratio));
        }
    }

    /// <summary>getTickAtSqrtRatio; null is the revert "R".</summary>
    public static int? TickAtSqrtRatio(BigInteger sqrtPriceX96)
    {
        if (!(sqrtPriceX96 >= MinSqrtRatio && sqrtPriceX96 < MaxSqrtRatio))
        {
            return null;
        }

        BigInteger ratio = sqrtPriceX96 << 32;
        int msb = (int)ratio.GetBitLength() - 1;
        BigInteger r = msb >= 128 ? ratio >> (msb - 127) : ratio << (127 - msb);
        BigInteger log2 = new BigInteger(msb - 128) << 64;
        for (int bit = 63; bit >= 50; bit--)
        {
            r = (r * r) >> 127;
            int f = (int)(r >> 128);
            // The contract's "or" into a number whose lower bits are zero, negative or not, is a sum.
            log2 += new BigInteger(f) << bit;
            r >>= f;
        }

        BigInteger logSqrt10001 = log2 * s_ticksPerDoubling;
        int tickLow = (int)((logSqrt10001 - s_errorBelow) >> 128);
        int tickHigh = (int)((logSqrt10001 + s_errorAbove) >> 128);
        if (tickLow == tickHigh)
        {
            return tickLow;
        }

        return SqrtRatioAtTick(tickHigh) <= sqrtPriceX96 ? tickHigh : tickLow;
    }

    private static BigInteger ToX96(BigInteger ratio) =>
        ((ratio >> 32) + ((ratio % (BigInteger.One << 32)).IsZero ? 0 : 1)) & FullMathPort.Uint160Max;

    // A leading zero, or BigInteger would read a set top bit as a sign.
    private static BigInteger Hex(string digits) =>
        BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
