using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class UInt256_AddSubtract
{
    [Fact]
    public void The_edge_list_is_long_enough_to_mean_something() =>
        Assert.True(EdgeNumbers.Patterns.Length >= 100, $"{EdgeNumbers.Patterns.Length} patterns");

    [Fact]
    public void Sums_and_differences_of_all_pairs_of_edge_numbers_agree_with_BigInteger()
    {
        foreach (BigInteger x in EdgeNumbers.Patterns)
        {
            foreach (BigInteger y in EdgeNumbers.Patterns)
            {
                UInt256 a = EdgeNumbers.Word(x);
                UInt256 b = EdgeNumbers.Word(y);
                UInt256 sum = EdgeNumbers.Word(x + y);
                UInt256 difference = EdgeNumbers.Word(x - y);

                UInt256.Add(in a, in b, out UInt256 wrapped);
                Assert.Equal(sum, wrapped);
                Assert.Equal(x + y < EdgeNumbers.TwoTo256, UInt256.TryAdd(in a, in b, out UInt256 tried));
                Assert.Equal(sum, tried);
                Assert.Equal(sum, a + b);

                UInt256.Subtract(in a, in b, out wrapped);
                Assert.Equal(difference, wrapped);
                Assert.Equal(x >= y, UInt256.TrySubtract(in a, in b, out tried));
                Assert.Equal(difference, tried);
                Assert.Equal(difference, a - b);
            }
        }
    }

    [Fact]
    public void Checked_operators_throw_exactly_where_the_result_does_not_fit()
    {
        foreach (BigInteger x in EdgeNumbers.Patterns)
        {
            foreach (
                BigInteger y in (BigInteger[])
                    [0, 1, x, EdgeNumbers.TwoTo256 - 1 - x, EdgeNumbers.TwoTo256 - 1]
            )
            {
                UInt256 a = EdgeNumbers.Word(x);
                UInt256 b = EdgeNumbers.Word(y);
                ThrowsUnless(x + y < EdgeNumbers.TwoTo256, () => checked(a + b), a + b);
                ThrowsUnless(x >= y, () => checked(a - b), a - b);
            }
        }
    }

    [Fact]
    public void Negation_and_steps_wrap_unchecked_and_throw_checked()
    {
        foreach (BigInteger x in EdgeNumbers.Patterns)
        {
            UInt256 a = EdgeNumbers.Word(x);
            UInt256 next = a;
            UInt256 previous = a;
            next++;
            previous--;
            Assert.Equal(EdgeNumbers.Word(x + 1), next);
            Assert.Equal(EdgeNumbers.Word(x - 1), previous);
            Assert.Equal(EdgeNumbers.Word(-x), -a);
            UInt256.Negate(in a, out UInt256 negated);
            Assert.Equal(EdgeNumbers.Word(-x), negated);
            Assert.Equal(a, +a);
            ThrowsUnless(x.IsZero, () => checked(-a), -a);
            ThrowsUnless(
                !x.IsZero,
                () =>
                {
                    UInt256 c = a;
                    return checked(--c);
                },
                previous
            );
            ThrowsUnless(
                x + 1 < EdgeNumbers.TwoTo256,
                () =>
                {
                    UInt256 c = a;
                    return checked(++c);
                },
                next
            );
        }
    }

    private static void ThrowsUnless(bool fits, Func<UInt256> operation, UInt256 expected)
    {
        if (fits)
        {
            Assert.Equal(expected, operation());
        }
        else
        {
            Assert.Throws<OverflowException>(() => operation());
        }
    }
}
