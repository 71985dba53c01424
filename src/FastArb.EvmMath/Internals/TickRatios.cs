// Runs on a strategy's thread, on the hot path. No allocation after the tables are made, no exceptions.
// Costs: 20 ns per ratio, 8 ns per logarithm.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastArb.EvmMath.Internals;

/// <summary>
/// The tables behind <see cref="TickMath"/>, made once from the contract's twenty constants.
/// </summary>
internal static class TickRatios
{
    /// <summary>The bits behind the binary point of <see cref="Logarithm"/>.</summary>
    public const int LogarithmFraction = 40;

    /// <summary>
    /// A bound on how far <see cref="Logarithm"/> and the true place of a price between two ticks lie apart,
    /// in 2^-40 ticks: 1.5e-5 of a tick. The polynomial leaves out r^4 / 4 and less, 1.2e-6 of a tick; the
    /// contract's rounding moves a tick's ratio by up to 1 in 2^32, 4.7e-6 of a tick; everything else is
    /// below 1e-8.
    /// </summary>
    public const long LogarithmError = 1L << 24;

    // The contract goes through the set bits of |tick| from the lowest, multiplies by one constant for each,
    // and rounds down each time, so what the lowest bits give can be kept. 512 entries are 8 KiB, a sixth of
    // an L1.
    private const int TableBits = 9;

    private const int SegmentBits = 7;

    // 1 / log2(sqrt(1.0001)), with 49 fractional bits.
    private const long TicksPerDoubling = 7804533660876581615;

    // log2(e), log2(e) / 2, log2(e) / 3, with 62 fractional bits.
    private const long Log2E = 6653256548922161246;
    private const long Log2EBy2 = 3326628274461080623;
    private const long Log2EBy3 = 2217752182974053749;

    // sqrt(1.0001)^-(2^k) with 128 fractional bits, as TickMath.sol writes them.
    private static readonly UInt128[] s_ratioOfBit =
    [
        new(0xfffcb933bd6fad37, 0xaa2d162d1a594001),
        new(0xfff97272373d4132, 0x59a46990580e213a),
        new(0xfff2e50f5f656932, 0xef12357cf3c7fdcc),
        new(0xffe5caca7e10e4e6, 0x1c3624eaa0941cd0),
        new(0xffcb9843d60f6159, 0xc9db58835c926644),
        new(0xff973b41fa98c081, 0x472e6896dfb254c0),
        new(0xff2ea16466c96a38, 0x43ec78b326b52861),
        new(0xfe5dee046a99a2a8, 0x11c461f1969c3053),
        new(0xfcbe86c7900a88ae, 0xdcffc83b479aa3a4),
        new(0xf987a7253ac41317, 0x6f2b074cf7815e54),
        new(0xf3392b0822b70005, 0x940c7a398e4b70f3),
        new(0xe7159475a2c29b74, 0x43b29c7fa6e889d9),
        new(0xd097f3bdfd2022b8, 0x845ad8f792aa5825),
        new(0xa9f746462d870fdf, 0x8a65dc1f90e061e5),
        new(0x70d869a156d2a1b8, 0x90bb3df62baf32f7),
        new(0x31be135f97d08fd9, 0x81231505542fcfa6),
        new(0x09aa508b5b7a84e1, 0xc677de54f3e99bc9),
        new(0x005d6af8dedb8119, 0x6699c329225ee604),
        new(0x00002216e584f5fa, 0x1ea926041bedfe98),
        new(0x00000000048a1703, 0x91f7dc42444e8fa2),
    ];

    private static readonly UInt128[] s_ratioOfLowBits = MakeRatiosOfLowBits();
    private static readonly (ulong Inverse, long Logarithm)[] s_segments = MakeSegments();

    /// <summary>sqrt(1.0001)^-distance, 128 fractional bits, for a distance of 1 to 887272.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BelowOne(uint distance, out ulong r1, out ulong r0)
    {
        uint rest = distance >> TableBits;
        UInt128 start = s_ratioOfLowBits[distance & ((1 << TableBits) - 1)];
        int bit = TableBits;
        if (start == 0)
        {
            // Without low bits the first factor is the start: one does not fit 128 bits.
            int first = BitOperations.TrailingZeroCount(rest);
            rest &= rest - 1;
            start = s_ratioOfBit[TableBits + first];
        }

        ulong a1 = (ulong)(start >> 64);
        ulong a0 = (ulong)start;
        while (rest != 0)
        {
            UInt128 factor = s_ratioOfBit[bit + BitOperations.TrailingZeroCount(rest)];
            rest &= rest - 1;
            MultiplyHigh(ref a1, ref a0, (ulong)(factor >> 64), (ulong)factor);
        }

        r1 = a1;
        r0 = a0;
    }

    /// <summary>
    /// The logarithm of a price (three limbs, 96 fractional bits) to the base of one tick, with 40 fractional
    /// bits, within <see cref="LogarithmError"/>. The price is at least 2^32.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Logarithm(ulong p2, ulong p1, ulong p0)
    {
        // The leading 64 bits, and the power of two of the first of them.
        int power = 191;
        if (p2 == 0)
        {
            power = p1 != 0 ? 127 : 63;
            (p2, p1) = p1 != 0 ? (p1, p0) : (p0, 0);
        }

        int shift = BitOperations.LeadingZeroCount(p2);
        power -= shift;
        ulong mantissa = Limb.ShiftLeft(p2, p1, shift);

        // mantissa = c * (1 + r), c from a table, |r| below 2^-8; log2(1 + r) by three terms.
        (ulong inverse, long logarithm) = s_segments[
            (mantissa >> (63 - SegmentBits)) & ((1 << SegmentBits) - 1)
        ];
        long r = (long)(Math.BigMul(mantissa, inverse, out _) - (1UL << 62));
        long sum = MultiplyHigh(r, Log2EBy3) << 2;
        sum = MultiplyHigh(r << 1, sum - Log2EBy2) << 1;
        sum = MultiplyHigh(r << 1, sum + Log2E) << 1;
        long log2 = ((long)(power - 96) << 55) + ((logarithm + sum) >> 7);
        return MultiplyHigh(log2, TicksPerDoubling);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long MultiplyHigh(long a, long b) => Math.BigMul(a, b, out _);

    // (a1, a0) * (b1, b0) >> 128
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyHigh(ref ulong a1, ref ulong a0, ulong b1, ulong b0)
    {
        ulong carry = Math.BigMul(a0, b0, out _);
        ulong upper = Limb.MultiplyAdd(a0, b1, carry, out ulong middle);
        carry = Limb.MultiplyAdd(a1, b0, middle, out _);
        a1 = Limb.MultiplyAdd(a1, b1, upper, carry, out a0);
    }

    private static UInt128[] MakeRatiosOfLowBits()
    {
        UInt128[] table = new UInt128[1 << TableBits];
        for (int low = 1; low < table.Length; low++)
        {
            // All bits but the highest first, as the contract does.
            int highest = BitOperations.Log2((uint)low);
            UInt128 before = table[low ^ (1 << highest)];
            UInt128 factor = s_ratioOfBit[highest];
            ulong a1 = (ulong)(before >> 64);
            ulong a0 = (ulong)before;
            MultiplyHigh(ref a1, ref a0, (ulong)(factor >> 64), (ulong)factor);
            table[low] = before == 0 ? factor : new UInt128(a1, a0);
        }

        return table;
    }

    // For each of 128 equal parts of [1, 2): the inverse of its middle c with 63 fractional bits, and log2(c)
    // with 62.
    private static (ulong Inverse, long Logarithm)[] MakeSegments()
    {
        (ulong, long)[] table = new (ulong, long)[1 << SegmentBits];
        for (uint i = 0; i < table.Length; i++)
        {
            UInt128 middle = (2 * i) + 1 + (2u << SegmentBits);
            ulong inverse = (ulong)((UInt128.One << (64 + SegmentBits)) / middle);
            table[i] = (inverse, -Log2(inverse));
        }

        return table;
    }

    // log2(x / 2^63), at most 0, with 62 fractional bits, by squaring: each square gives one bit.
    private static long Log2(ulong x)
    {
        long whole = -BitOperations.LeadingZeroCount(x);
        UInt128 y = (UInt128)x << (int)-whole;
        long fraction = 0;
        for (int bit = 61; bit >= 0; bit--)
        {
            y = (y * y) >> 63;
            if (y >> 64 != 0)
            {
                y >>= 1;
                fraction |= 1L << bit;
            }
        }

        return (whole << 62) + fraction;
    }
}
