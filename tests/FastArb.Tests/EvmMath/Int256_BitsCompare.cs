using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class Int256_BitsCompare
{
    private static readonly BigInteger[] Numbers = Array.ConvertAll(
        EdgeNumbers.Patterns,
        pattern => EdgeNumbers.Big(EdgeNumbers.Signed(pattern))
    );

    [Fact]
    public void Order_and_bitwise_operators_on_all_pairs_of_edge_numbers_agree_with_BigInteger()
    {
        foreach (BigInteger x in Numbers)
        {
            foreach (BigInteger y in Numbers)
            {
                Int256 a = EdgeNumbers.Signed(x);
                Int256 b = EdgeNumbers.Signed(y);
                Assert.True(x == y == (a == b), $"{x} == {y}");
                Assert.True(x != y == (a != b), $"{x} != {y}");
                Assert.True(x < y == a < b, $"{x} < {y}");
                Assert.True(x <= y == a <= b, $"{x} <= {y}");
                Assert.True(x > y == a > b, $"{x} > {y}");
                Assert.True(x >= y == a >= b, $"{x} >= {y}");
                Assert.Equal(x.CompareTo(y), a.CompareTo(b));
                Assert.Equal(x == y, a.Equals((object)b));
                Assert.True(x != y || a.GetHashCode() == b.GetHashCode());
                Assert.Equal(EdgeNumbers.Signed(BigInteger.Min(x, y)), Int256.Min(a, b));
                Assert.Equal(EdgeNumbers.Signed(BigInteger.Max(x, y)), Int256.Max(a, b));
                Assert.Equal(EdgeNumbers.Signed(x & y), a & b);
                Assert.Equal(EdgeNumbers.Signed(x | y), a | b);
                Assert.Equal(EdgeNumbers.Signed(x ^ y), a ^ b);
            }

            Assert.Equal(EdgeNumbers.Signed(-1 - x), ~EdgeNumbers.Signed(x));
        }
    }

    [Fact]
    public void Shifts_right_round_toward_negative_infinity_at_every_count()
    {
        foreach (BigInteger x in Numbers)
        {
            Int256 a = EdgeNumbers.Signed(x);
            for (int count = 0; count < 256; count++)
            {
                Assert.Equal(EdgeNumbers.Signed(x >> count), a >> count);
                Assert.Equal(EdgeNumbers.Signed(x << count), a << count);
                Assert.Equal(EdgeNumbers.Signed(EdgeNumbers.Pattern(x) >> count), a >>> count);
                Int256.ShiftRight(in a, count, out Int256 shifted);
                Assert.Equal(EdgeNumbers.Signed(x >> count), shifted);
                Int256.ShiftLeft(in a, count, out shifted);
                Assert.Equal(EdgeNumbers.Signed(x << count), shifted);
            }

            Assert.Equal(a >> 3, a >> 259);
            Assert.Equal(a << 255, a << -1);
            Int256.ShiftRight(in a, 256, out Int256 beyond);
            Assert.Equal(x.Sign < 0 ? Int256.NegativeOne : Int256.Zero, beyond);
            Int256.ShiftLeft(in a, -1, out beyond);
            Assert.Equal(Int256.Zero, beyond);
        }
    }

    [Fact]
    public void Bit_counts_are_those_of_the_pattern_and_only_a_positive_number_has_a_logarithm()
    {
        foreach (Int256 a in Array.ConvertAll(Numbers, EdgeNumbers.Signed))
        {
            Assert.Equal(UInt256.LeadingZeroCount(in a._bits), Int256.LeadingZeroCount(in a));
            Assert.Equal(UInt256.TrailingZeroCount(in a._bits), Int256.TrailingZeroCount(in a));
            Assert.Equal(UInt256.PopCount(in a._bits), Int256.PopCount(in a));
            Assert.Equal(!a.IsNegative && UInt256.IsPow2(a._bits), Int256.IsPow2(a));
            Assert.Equal(UInt256.RotateLeft(a._bits, 77), Int256.RotateLeft(a, 77)._bits);
            Assert.Equal(UInt256.RotateRight(a._bits, 77), Int256.RotateRight(a, 77)._bits);
        }

        Assert.Equal((Int256)254, Int256.Log2(Int256.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => Int256.Log2(Int256.NegativeOne));
    }

    [Fact]
    public void Clamp_and_comparison_refuse_what_makes_no_sense()
    {
        Assert.Equal(Int256.Zero, Int256.Clamp(Int256.MinValue, Int256.Zero, Int256.One));
        Assert.Throws<ArgumentException>(() => Int256.Clamp(Int256.Zero, Int256.One, Int256.Zero));
        Assert.Throws<ArgumentException>(() => Int256.Zero.CompareTo("0"));
        Assert.Equal(1, Int256.MinValue.CompareTo(null));
        Assert.False(Int256.Zero.Equals((object)0));
    }
}
