using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class UInt256_Compare
{
    [Fact]
    public void Order_and_equality_of_all_pairs_of_edge_numbers_agree_with_BigInteger()
    {
        foreach (BigInteger x in EdgeNumbers.Patterns)
        {
            foreach (BigInteger y in EdgeNumbers.Patterns)
            {
                UInt256 a = EdgeNumbers.Word(x);
                UInt256 b = EdgeNumbers.Word(y);
                Assert.True(x == y == (a == b), $"{x} == {y}");
                Assert.True(x != y == (a != b), $"{x} != {y}");
                Assert.True(x < y == a < b, $"{x} < {y}");
                Assert.True(x <= y == a <= b, $"{x} <= {y}");
                Assert.True(x > y == a > b, $"{x} > {y}");
                Assert.True(x >= y == a >= b, $"{x} >= {y}");
                Assert.Equal(x.CompareTo(y), a.CompareTo(b));
                Assert.Equal(x.CompareTo(y), a.CompareTo((object)b));
                Assert.Equal(x == y, a.Equals(b));
                Assert.Equal(x == y, a.Equals((object)b));
                Assert.Equal(EdgeNumbers.Word(BigInteger.Min(x, y)), UInt256.Min(a, b));
                Assert.Equal(EdgeNumbers.Word(BigInteger.Max(x, y)), UInt256.Max(a, b));
            }
        }
    }

    [Fact]
    public void Clamp_keeps_to_the_range_and_refuses_an_empty_one()
    {
        UInt256 low = new(10);
        UInt256 high = new(0, 1);
        Assert.Equal(low, UInt256.Clamp(UInt256.One, low, high));
        Assert.Equal(high, UInt256.Clamp(UInt256.MaxValue, low, high));
        Assert.Equal(new UInt256(11), UInt256.Clamp(new UInt256(11), low, high));
        Assert.Throws<ArgumentException>(() => UInt256.Clamp(low, high, low));
    }

    [Fact]
    public void Hash_codes_are_the_same_in_every_process_and_seldom_meet()
    {
        Assert.Equal(1392263641, UInt256.Zero.GetHashCode());
        Assert.Equal(-784231627, new UInt256(1, 2, 3, 4).GetHashCode());
        var seen = new HashSet<int>();
        foreach (UInt256 word in EdgeNumbers.Words)
        {
            seen.Add(word.GetHashCode());
        }

        Assert.Equal(EdgeNumbers.Words.Length, seen.Count);
    }

    [Fact]
    public void Comparison_with_another_type_is_refused_and_null_comes_first()
    {
        Assert.Equal(1, UInt256.Zero.CompareTo(null));
        Assert.Throws<ArgumentException>(() => UInt256.Zero.CompareTo("0"));
        Assert.False(UInt256.Zero.Equals((object)0));
    }
}
