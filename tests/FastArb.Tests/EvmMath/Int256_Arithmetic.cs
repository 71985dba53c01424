using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class Int256_Arithmetic
{
    private static readonly BigInteger Max = (BigInteger.One << 255) - 1;

    private static readonly BigInteger Min = -(BigInteger.One << 255);

    private static readonly BigInteger[] Numbers = Array.ConvertAll(
        EdgeNumbers.Patterns,
        pattern => EdgeNumbers.Big(EdgeNumbers.Signed(pattern))
    );

    private delegate bool Trying(in Int256 a, in Int256 b, out Int256 result);

    private delegate void Wrapping(in Int256 a, in Int256 b, out Int256 result);

    [Fact]
    public void The_edges_contain_both_ends_and_minus_one() =>
        Assert.Equal(3, Numbers.Count(number => number == Min || number == Max || number == -1));

    [Fact]
    public void Sums_of_all_pairs_of_edge_numbers_agree_with_BigInteger() =>
        Agrees((x, y) => x + y, Int256.TryAdd, Int256.Add, (a, b) => a + b, (a, b) => checked(a + b));

    [Fact]
    public void Differences_of_all_pairs_of_edge_numbers_agree_with_BigInteger() =>
        Agrees(
            (x, y) => x - y,
            Int256.TrySubtract,
            Int256.Subtract,
            (a, b) => a - b,
            (a, b) => checked(a - b)
        );

    [Fact]
    public void Products_of_all_pairs_of_edge_numbers_agree_with_BigInteger() =>
        Agrees(
            (x, y) => x * y,
            Int256.TryMultiply,
            Int256.Multiply,
            (a, b) => a * b,
            (a, b) => checked(a * b)
        );

    [Fact]
    public void Quotients_truncate_toward_zero_and_remainders_take_the_sign_of_the_dividend()
    {
        foreach (BigInteger x in Numbers)
        {
            foreach (BigInteger y in Numbers.Where(y => !y.IsZero))
            {
                Int256 a = EdgeNumbers.Signed(x);
                Int256 b = EdgeNumbers.Signed(y);
                BigInteger quotient = BigInteger.DivRem(x, y, out BigInteger remainder);
                bool fits = quotient <= Max;
                Assert.Equal(fits, Int256.TryDivRem(in a, in b, out Int256 q, out Int256 r));
                Assert.Equal(EdgeNumbers.Signed(quotient), q);
                Assert.Equal(EdgeNumbers.Signed(remainder), r);
                Assert.Equal(fits, Int256.TryDivide(in a, in b, out Int256 q2));
                Assert.Equal(q, q2);
                Assert.True(Int256.TryRemainder(in a, in b, out Int256 r2));
                Assert.Equal(r, r2);
                Assert.Equal(q, a / b);
                Assert.Equal(r, a % b);
            }
        }
    }

    [Fact]
    public void The_smallest_number_over_minus_one_wraps_as_in_the_EVM_and_throws_where_checked()
    {
        Int256 min = Int256.MinValue;
        Int256 minusOne = Int256.NegativeOne;
        Assert.Equal(min, min / minusOne);
        Assert.Equal(Int256.Zero, min % minusOne);
        Assert.False(Int256.TryDivide(in min, in minusOne, out Int256 quotient));
        Assert.Equal(min, quotient);
        Assert.Throws<OverflowException>(() => checked(min / minusOne));
        Assert.Equal(Int256.One, checked(min / min));
    }

    [Fact]
    public void Division_by_zero_gives_zero_and_false_or_throws()
    {
        foreach (Int256 a in Array.ConvertAll(Numbers, EdgeNumbers.Signed))
        {
            Int256 zero = Int256.Zero;
            Assert.False(Int256.TryDivRem(in a, in zero, out Int256 q, out Int256 r));
            Assert.True(q.IsZero && r.IsZero);
            Assert.False(Int256.TryDivide(in a, in zero, out q));
            Assert.False(Int256.TryRemainder(in a, in zero, out r));
            Assert.True(q.IsZero && r.IsZero);
            Assert.Throws<DivideByZeroException>(() => a / zero);
            Assert.Throws<DivideByZeroException>(() => checked(a / zero));
            Assert.Throws<DivideByZeroException>(() => a % zero);
        }
    }

    [Fact]
    public void Signs_magnitudes_and_steps_agree_with_BigInteger()
    {
        foreach (BigInteger x in Numbers)
        {
            Int256 a = EdgeNumbers.Signed(x);
            bool lowest = x == Min;
            Assert.Equal(x.Sign, Int256.Sign(a));
            Assert.Equal(EdgeNumbers.Word(BigInteger.Abs(x)), Int256.UnsignedAbs(in a));
            Assert.Equal(!lowest, Int256.TryAbs(in a, out Int256 magnitude));
            Assert.Equal(EdgeNumbers.Signed(BigInteger.Abs(x)), magnitude);
            Assert.Equal(!lowest, Int256.TryNegate(in a, out Int256 negated));
            Assert.Equal(EdgeNumbers.Signed(-x), negated);
            Int256.Negate(in a, out negated);
            Assert.Equal(EdgeNumbers.Signed(-x), negated);
            Assert.Equal(negated, -a);
            Int256 next = a;
            next++;
            Int256 previous = a;
            previous--;
            Assert.Equal(EdgeNumbers.Signed(x + 1), next);
            Assert.Equal(EdgeNumbers.Signed(x - 1), previous);
            Fits(!lowest, magnitude, () => Int256.Abs(a));
            Fits(!lowest, negated, () => checked(-a));
            Fits(x != Max, next, () => checked(a + Int256.One));
            Fits(!lowest, previous, () => checked(a - Int256.One));
            Fits(!lowest, magnitude, () => Int256.CopySign(a, Int256.Zero));
            Assert.Equal(EdgeNumbers.Signed(-BigInteger.Abs(x)), Int256.CopySign(a, Int256.NegativeOne));
        }
    }

    private static void Agrees(
        Func<BigInteger, BigInteger, BigInteger> oracle,
        Trying trying,
        Wrapping wrapping,
        Func<Int256, Int256, Int256> plain,
        Func<Int256, Int256, Int256> throwing
    )
    {
        foreach (BigInteger x in Numbers)
        {
            foreach (BigInteger y in Numbers)
            {
                Int256 a = EdgeNumbers.Signed(x);
                Int256 b = EdgeNumbers.Signed(y);
                BigInteger exact = oracle(x, y);
                Int256 expected = EdgeNumbers.Signed(exact);
                bool fits = exact >= Min && exact <= Max;
                Assert.True(fits == trying(in a, in b, out Int256 result), $"{x}, {y}");
                Assert.Equal(expected, result);
                wrapping(in a, in b, out result);
                Assert.Equal(expected, result);
                Assert.Equal(expected, plain(a, b));
                // An exception costs 10 us: a few of the thousands are enough.
                if (fits || (x + (3 * y)) % 16 == 0)
                {
                    Fits(fits, expected, () => throwing(a, b));
                }
            }
        }
    }

    private static void Fits(bool fits, Int256 expected, Func<Int256> operation)
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
