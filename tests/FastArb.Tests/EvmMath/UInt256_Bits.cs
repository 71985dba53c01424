using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class UInt256_Bits
{
    [Fact]
    public void Bitwise_operators_on_all_pairs_of_edge_numbers_agree_with_BigInteger()
    {
        foreach (BigInteger x in EdgeNumbers.Patterns)
        {
            UInt256 a = EdgeNumbers.Word(x);
            Assert.Equal(EdgeNumbers.Word(EdgeNumbers.TwoTo256 - 1 - x), ~a);
            foreach (BigInteger y in EdgeNumbers.Patterns)
            {
                UInt256 b = EdgeNumbers.Word(y);
                Assert.Equal(EdgeNumbers.Word(x & y), a & b);
                Assert.Equal(EdgeNumbers.Word(x | y), a | b);
                Assert.Equal(EdgeNumbers.Word(x ^ y), a ^ b);
            }
        }
    }

    [Fact]
    public void Shifts_by_every_count_agree_with_BigInteger()
    {
        foreach (BigInteger x in EdgeNumbers.Patterns)
        {
            UInt256 a = EdgeNumbers.Word(x);
            for (int count = 0; count < 256; count++)
            {
                UInt256 left = EdgeNumbers.Word(x << count);
                UInt256 right = EdgeNumbers.Word(x >> count);
                Assert.Equal(left, a << count);
                Assert.Equal(right, a >> count);
                Assert.Equal(right, a >>> count);
                UInt256.ShiftLeft(in a, count, out UInt256 shifted);
                Assert.Equal(left, shifted);
                UInt256.ShiftRight(in a, count, out shifted);
                Assert.Equal(right, shifted);
                Assert.Equal(
                    EdgeNumbers.Word((x << count) | (x >> (256 - count))),
                    UInt256.RotateLeft(a, count)
                );
                Assert.Equal(
                    EdgeNumbers.Word((x >> count) | (x << (256 - count))),
                    UInt256.RotateRight(a, count)
                );
            }
        }
    }

    [Theory]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(512)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void A_count_past_the_width_gives_zero_as_in_the_EVM_and_wraps_in_the_operators(int count)
    {
        UInt256 a = UInt256.MaxValue;
        UInt256.ShiftLeft(in a, count, out UInt256 left);
        UInt256.ShiftRight(in a, count, out UInt256 right);
        Assert.Equal(UInt256.Zero, left);
        Assert.Equal(UInt256.Zero, right);
        Assert.Equal(a << (count & 255), a << count);
        Assert.Equal(a >> (count & 255), a >> count);
        Assert.Equal(a >> (count & 255), a >>> count);
    }

    [Fact]
    public void Counts_and_indices_of_bits_agree_with_BigInteger()
    {
        foreach (BigInteger x in EdgeNumbers.Patterns)
        {
            UInt256 a = EdgeNumbers.Word(x);
            int length = x.IsZero ? 0 : (int)BigInteger.Log2(x) + 1;
            int trailing = 0;
            int ones = 0;
            for (int bit = 255; bit >= 0; bit--)
            {
                if (((x >> bit) & 1) == 1)
                {
                    trailing = bit;
                    ones++;
                }
            }

            Assert.Equal(length, a.BitLength);
            Assert.Equal(256 - length, UInt256.LeadingZeroCount(in a));
            Assert.Equal(x.IsZero ? 256 : trailing, UInt256.TrailingZeroCount(in a));
            Assert.Equal(ones, UInt256.PopCount(in a));
            Assert.Equal(ones == 1, UInt256.IsPow2(a));
            Assert.Equal(length - 1, UInt256.MostSignificantBit(in a));
            Assert.Equal(x.IsZero ? -1 : trailing, UInt256.LeastSignificantBit(in a));
            Assert.Equal(new UInt256((ulong)Math.Max(length - 1, 0)), UInt256.Log2(a));
        }
    }
}
