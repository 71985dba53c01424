using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>Rounding is checked against an oracle that knows integers only.</summary>
public sealed class FloatingConversions
{
    [Fact]
    public void Every_edge_number_becomes_the_nearest_double_float_and_half()
    {
        foreach (BigInteger x in EdgeNumbers.Patterns)
        {
            Agrees(x);
        }
    }

    [Fact]
    public void Halfway_points_at_every_length_round_to_even_and_one_beside_them_rounds_to_the_near_side()
    {
        foreach (int digits in (int[])[11, 24, 53])
        {
            for (int length = digits + 1; length <= 256; length++)
            {
                BigInteger half = BigInteger.One << (length - digits - 1);
                // The mantissas: even, odd, and the one that rounds up into the next power of two.
                BigInteger even = (BigInteger.One << (length - 1)) + half;
                BigInteger odd = even + (2 * half);
                BigInteger carrying = (BigInteger.One << length) - half;
                foreach (BigInteger x in (BigInteger[])[even, odd, carrying])
                {
                    Agrees(x - 1);
                    Agrees(x);
                    Agrees(EdgeNumbers.Pattern(x + 1));
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_numbers_become_the_nearest_double_float_and_half(ulong seed)
    {
        var bits = new SeededBits(seed);
        for (int i = 0; i < 20_000; i++)
        {
            Agrees(bits.NextBits(256));
        }
    }

    [Theory]
    [InlineData(3)]
    public void A_double_or_decimal_is_truncated_exactly(ulong seed)
    {
        var bits = new SeededBits(seed);
        for (int i = 0; i < 20_000; i++)
        {
            double value = BitConverter.UInt64BitsToDouble(bits.NextUInt64());
            if (!double.IsFinite(value))
            {
                continue;
            }

            value = Math.ScaleB(value, -Math.ILogB(value) + (int)(bits.NextUInt64() % 256) - 2);
            var truncated = (BigInteger)value;
            Assert.Equal(EdgeNumbers.Word(BigInteger.Max(0, truncated)), (UInt256)value);
            if (Math.Abs(value) < Math.Pow(2, 255))
            {
                Assert.Equal(EdgeNumbers.Signed(truncated), (Int256)value);
                Assert.Equal(EdgeNumbers.Signed(truncated), checked((Int256)value));
            }

            var money = new decimal(
                (int)bits.NextUInt64(),
                (int)bits.NextUInt64(),
                i,
                i % 2 == 0,
                (byte)(i % 29)
            );
            Assert.Equal(EdgeNumbers.Signed((BigInteger)money), (Int256)money);
            Assert.Equal(EdgeNumbers.Word((BigInteger)money), (UInt256)money);
            Assert.Equal(decimal.Truncate(money), (decimal)(Int256)money);
        }
    }

    [Fact]
    public void Out_of_range_saturates_or_throws_where_checked()
    {
        double twoTo256 = Math.Pow(2, 256);
        double twoTo255 = Math.Pow(2, 255);
        Assert.Equal(UInt256.MaxValue, (UInt256)twoTo256);
        Assert.Equal(UInt256.MaxValue, (UInt256)double.PositiveInfinity);
        Assert.Equal(UInt256.Zero, (UInt256)(-1.0));
        Assert.Equal(UInt256.Zero, (UInt256)double.NaN);
        Assert.Equal(UInt256.Zero, checked((UInt256)(-0.9)));
        Assert.Equal(
            EdgeNumbers.Word((BigInteger)Math.BitDecrement(twoTo256)),
            (UInt256)Math.BitDecrement(twoTo256)
        );
        Assert.Equal(Int256.MaxValue, (Int256)twoTo255);
        Assert.Equal(Int256.MinValue, (Int256)(-twoTo256));
        Assert.Equal(Int256.Zero, (Int256)double.NaN);
        Assert.Equal(Int256.MinValue, checked((Int256)(-twoTo255)));
        foreach (double value in (double[])[twoTo256, -1, double.NaN, double.PositiveInfinity])
        {
            Assert.Throws<OverflowException>(() => checked((UInt256)value));
        }

        foreach (double value in (double[])[twoTo255, Math.BitDecrement(-twoTo255), double.NaN])
        {
            Assert.Throws<OverflowException>(() => checked((Int256)value));
        }

        Assert.Equal((UInt256)65504, (UInt256)Half.MaxValue);
        Assert.Equal((Int256)(-65504), (Int256)Half.MinValue);
        Assert.Equal(UInt256.One << 127, (UInt256)(float)Math.Pow(2, 127));
        Assert.Throws<OverflowException>(() => checked((UInt256)(-1.5m)));
        Assert.Throws<OverflowException>(() => (decimal)(UInt256.One << 96));
        Assert.Equal(decimal.MaxValue, (decimal)((UInt256.One << 96) - UInt256.One));
        Assert.Equal(decimal.MinValue, (decimal)(Int256.One - (Int256.One << 96)));
    }

    private static void Agrees(BigInteger x)
    {
        UInt256 word = EdgeNumbers.Word(x);
        Assert.True(Nearest(x, 53, 1024) == (double)word, $"{x} as double");
        Assert.True(Nearest(x, 24, 128) == (float)word, $"{x} as float");
        Assert.True(Nearest(x, 11, 16) == (double)(Half)word, $"{x} as half");
        Int256 number = EdgeNumbers.Signed(x);
        BigInteger signed = EdgeNumbers.Big(number);
        double sign = signed.Sign;
        Assert.True(
            sign * Nearest(BigInteger.Abs(signed), 53, 1024) == (double)number,
            $"{signed} as double"
        );
        Assert.True(
            sign == 0 || sign * Nearest(BigInteger.Abs(signed), 24, 128) == (float)number,
            $"{signed} as float"
        );
    }

    /// <summary>
    /// The nearest number of so many binary digits, half to even; infinity where its exponent leaves the
    /// type.
    /// </summary>
    private static double Nearest(BigInteger x, int digits, int exponents)
    {
        int drop = Math.Max(0, (int)x.GetBitLength() - digits);
        BigInteger kept = x >> drop;
        BigInteger twiceLost = (x - (kept << drop)) << 1;
        BigInteger unit = BigInteger.One << drop;
        if (twiceLost > unit || (twiceLost == unit && drop > 0 && !kept.IsEven))
        {
            kept++;
        }

        if ((kept << drop).GetBitLength() > exponents)
        {
            return double.PositiveInfinity;
        }

        // Both steps are exact: at most 53 digits, and a power of two.
        return Math.ScaleB((double)(ulong)kept, drop);
    }
}
