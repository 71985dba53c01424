using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Every operation on random words. Each case is decided by identities in <see cref="SchoolArithmetic"/> that
/// leave one answer only (n = q * d + r with r below d); one round in 64 also by BigInteger.
/// </summary>
public sealed class RandomDifferential
{
    private static readonly int s_rounds = TestRounds.Of(400_000);

    private const int RoundsPerBigInteger = 64;

    // One for each operation checked in a round; what BigInteger checks again is not counted again.
    private const int CasesPerRound = 30;

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Millions_of_random_cases_over_all_operations_agree_with_independent_arithmetic(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds * CasesPerRound} cases");
        var words = new RandomWords(seed);
        for (int round = 0; round < s_rounds; round++)
        {
            UInt256 a = words.Next();
            UInt256 b = words.Next();
            UInt256 d = words.Next();
            int count = (int)(words.NextUInt64() & 255);
            string? wrong =
                SumsAndOrder(a, b)
                ?? Products(a, b)
                ?? Quotients(a, d)
                ?? MulDivs(a, b, d)
                ?? Remainders(a, b, d)
                ?? Roots(a)
                ?? Shifts(a, count)
                ?? SignedSums(new Int256(a), new Int256(b))
                ?? SignedProducts(new Int256(a), new Int256(d))
                ?? (round % RoundsPerBigInteger == 0 ? AgainstBigInteger(a, b, d) : null);
            if (wrong is not null)
            {
                Assert.Fail(
                    $"{wrong}: seed {seed}, round {round}, a {a.Limbs}, b {b.Limbs}"
                        + $", d {d.Limbs}, count {count}"
                );
            }
        }
    }

    private static string? SumsAndOrder(UInt256 a, UInt256 b)
    {
        UInt256 sum = SchoolArithmetic.Add(a, b, out bool overflow);
        UInt256.Add(in a, in b, out UInt256 r);
        bool right = SchoolArithmetic.Same(sum, r);
        right &= UInt256.TryAdd(in a, in b, out r) == !overflow && SchoolArithmetic.Same(sum, r);

        bool less = SchoolArithmetic.Less(a, b);
        UInt256 difference = SchoolArithmetic.Add(a, SchoolArithmetic.Negate(b), out _);
        UInt256.Subtract(in a, in b, out r);
        right &= SchoolArithmetic.Same(difference, r);
        right &= UInt256.TrySubtract(in a, in b, out r) == !less && SchoolArithmetic.Same(difference, r);

        right &= a < b == less && a >= b == !less && (a == b) == SchoolArithmetic.Same(a, b);
        // In place, where the JIT has both in registers.
        r = a;
        UInt256.Add(in r, in b, out r);
        UInt256.Subtract(in r, in b, out r);
        right &= SchoolArithmetic.Same(a, r);
        return right ? null : "a sum, difference or comparison";
    }

    private static string? Products(UInt256 a, UInt256 b)
    {
        SchoolArithmetic.Multiply(a, b, out UInt256 low, out UInt256 high);
        UInt256.Multiply(in a, in b, out UInt256 r);
        bool right = SchoolArithmetic.Same(low, r);
        right &= UInt256.TryMultiply(in a, in b, out r) == high.IsZero && SchoolArithmetic.Same(low, r);
        UInt256.MultiplyFull(in a, in b, out r, out UInt256 top);
        right &= SchoolArithmetic.Same(low, r) && SchoolArithmetic.Same(high, top);
        return right ? null : "a product";
    }

    private static string? Quotients(UInt256 n, UInt256 d)
    {
        bool defined = UInt256.TryDivRem(in n, in d, out UInt256 q, out UInt256 r);
        bool right = defined == !d.IsZero;
        right &= defined ? SchoolArithmetic.Divides(default, n, d, q, r) : q.IsZero && r.IsZero;
        right &= UInt256.TryDivide(in n, in d, out UInt256 q2) == defined && SchoolArithmetic.Same(q, q2);
        right &= UInt256.TryRemainder(in n, in d, out UInt256 r2) == defined && SchoolArithmetic.Same(r, r2);
        UInt256 ceiling = r.IsZero ? q : SchoolArithmetic.Add(q, UInt256.One, out _);
        right &= UInt256.TryDivideRoundingUp(in n, in d, out UInt256 up) == defined;
        right &= SchoolArithmetic.Same(ceiling, up);
        return right ? null : "a quotient";
    }

    private static string? MulDivs(UInt256 a, UInt256 b, UInt256 d)
    {
        SchoolArithmetic.Multiply(a, b, out UInt256 low, out UInt256 high);
        bool fits = SchoolArithmetic.Less(high, d);
        bool right = UInt256.TryMulDiv(in a, in b, in d, out UInt256 q, out UInt256 r) == fits;
        right &= fits ? SchoolArithmetic.Divides(high, low, d, q, r) : q.IsZero && r.IsZero;
        right &=
            UInt256.TryMulDiv(in a, in b, in d, out UInt256 floor) == fits && SchoolArithmetic.Same(q, floor);

        UInt256 ceiling = SchoolArithmetic.Add(q, new UInt256(r.IsZero ? 0UL : 1UL), out bool over);
        bool ceilingFits = UInt256.TryMulDivRoundingUp(in a, in b, in d, out UInt256 up);
        right &= ceilingFits == (fits && !over) && SchoolArithmetic.Same(ceiling, up);
        return right ? null : "a mulDiv";
    }

    private static string? Remainders(UInt256 a, UInt256 b, UInt256 m)
    {
        bool defined = UInt256.TryMulMod(in a, in b, in m, out UInt256 product);
        bool right = UInt256.TryAddMod(in a, in b, in m, out UInt256 sum) == defined && defined == !m.IsZero;
        if (!defined)
        {
            return right && product.IsZero && sum.IsZero ? null : "a modulus of zero";
        }

        // Both operands reduced, a division whose identity is checked here; the product of two remainders
        // over the modulus always fits, so that its identity gives the remainder.
        UInt256.TryDivRem(in a, in m, out UInt256 qa, out UInt256 ra);
        UInt256.TryDivRem(in b, in m, out UInt256 qb, out UInt256 rb);
        right &=
            SchoolArithmetic.Divides(default, a, m, qa, ra)
            && SchoolArithmetic.Divides(default, b, m, qb, rb);
        SchoolArithmetic.Multiply(ra, rb, out UInt256 low, out UInt256 high);
        right &= UInt256.TryMulDiv(in ra, in rb, in m, out UInt256 q);
        right &= SchoolArithmetic.Divides(high, low, m, q, product);

        UInt256 reduced = SchoolArithmetic.Add(ra, rb, out bool carry);
        if (carry || !SchoolArithmetic.Less(reduced, m))
        {
            reduced = SchoolArithmetic.Add(reduced, SchoolArithmetic.Negate(m), out _);
        }

        right &= SchoolArithmetic.Same(reduced, sum);
        return right ? null : "a mulMod or addMod";
    }

    private static string? Roots(UInt256 n)
    {
        UInt256 root = UInt256.SquareRoot(in n);
        SchoolArithmetic.Multiply(root, root, out UInt256 square, out UInt256 high);
        bool right = high.IsZero && !SchoolArithmetic.Less(n, square);
        // (root + 1)^2 is above n: n - root^2 is at most 2 * root.
        UInt256 rest = SchoolArithmetic.Add(n, SchoolArithmetic.Negate(square), out _);
        UInt256 twice = SchoolArithmetic.Add(root, root, out _);
        right &= !SchoolArithmetic.Less(twice, rest);
        return right ? null : "a root";
    }

    private static string? Shifts(UInt256 a, int count)
    {
        // A shift is a product with a power of two: its low half to the left, its high half to the right.
        SchoolArithmetic.Multiply(a, SchoolArithmetic.Power(count), out UInt256 left, out UInt256 right);
        bool correct = SchoolArithmetic.Same(left, a << count);
        UInt256.ShiftLeft(in a, count, out UInt256 r);
        correct &= SchoolArithmetic.Same(left, r);
        if (count != 0)
        {
            UInt256.ShiftRight(in a, 256 - count, out r);
            correct &= SchoolArithmetic.Same(right, r) && SchoolArithmetic.Same(right, a >> (256 - count));
            // Rounded toward negative infinity: the ones to the left are those of -1 shifted alike.
            UInt256 fill = new Int256(a).IsNegative
                ? SchoolArithmetic.Negate(SchoolArithmetic.Power(count))
                : default;
            correct &= SchoolArithmetic.Same((new Int256(a) >> (256 - count))._bits, right | fill);
        }

        return correct ? null : "a shift";
    }

    private static string? SignedSums(Int256 a, Int256 b)
    {
        UInt256 sum = SchoolArithmetic.Add(a._bits, b._bits, out _);
        bool sumFits = a.IsNegative != b.IsNegative || new Int256(sum).IsNegative == a.IsNegative;
        bool right =
            Int256.TryAdd(in a, in b, out Int256 r) == sumFits && SchoolArithmetic.Same(sum, r._bits);

        UInt256 difference = SchoolArithmetic.Add(a._bits, SchoolArithmetic.Negate(b._bits), out _);
        bool differenceFits =
            a.IsNegative == b.IsNegative || new Int256(difference).IsNegative == a.IsNegative;
        right &= Int256.TrySubtract(in a, in b, out r) == differenceFits;
        right &= SchoolArithmetic.Same(difference, r._bits);

        bool less = a.IsNegative != b.IsNegative ? a.IsNegative : SchoolArithmetic.Less(a._bits, b._bits);
        right &= a < b == less && a >= b == !less;
        return right ? null : "a signed sum, difference or comparison";
    }

    private static string? SignedProducts(Int256 a, Int256 b)
    {
        bool negative = a.IsNegative != b.IsNegative;
        UInt256 x = Magnitude(a);
        UInt256 y = Magnitude(b);
        SchoolArithmetic.Multiply(x, y, out UInt256 low, out UInt256 high);
        UInt256 limit = SchoolArithmetic.Power(255);
        bool fits =
            high.IsZero
            && (negative ? !SchoolArithmetic.Less(limit, low) : SchoolArithmetic.Less(low, limit));
        UInt256 expected = negative ? SchoolArithmetic.Negate(low) : low;
        bool right = Int256.TryMultiply(in a, in b, out Int256 r) == fits;
        right &= SchoolArithmetic.Same(expected, r._bits);
        Int256.Multiply(in a, in b, out r);
        right &= SchoolArithmetic.Same(expected, r._bits);

        bool defined = Int256.TryDivRem(in a, in b, out Int256 q, out Int256 rest);
        if (b.IsZero)
        {
            return right && !defined && q.IsZero && rest.IsZero ? null : "a signed quotient by zero";
        }

        right &= defined == (negative || !q.IsNegative);
        right &= SchoolArithmetic.Divides(default, x, y, defined ? Magnitude(q) : limit, Magnitude(rest));
        right &= q.IsZero || !defined || q.IsNegative == negative;
        right &= rest.IsZero || rest.IsNegative == a.IsNegative;
        return right ? null : "a signed product or quotient";
    }

    private static UInt256 Magnitude(Int256 a) => a.IsNegative ? SchoolArithmetic.Negate(a._bits) : a._bits;

    private static string? AgainstBigInteger(UInt256 a, UInt256 b, UInt256 d)
    {
        BigInteger x = EdgeNumbers.Big(a);
        BigInteger y = EdgeNumbers.Big(b);
        BigInteger z = EdgeNumbers.Big(d);
        UInt256.MultiplyFull(in a, in b, out UInt256 low, out UInt256 high);
        SchoolArithmetic.Multiply(a, b, out UInt256 schoolLow, out UInt256 schoolHigh);
        bool right = (EdgeNumbers.Big(high) << 256) + EdgeNumbers.Big(low) == x * y;
        right &= schoolLow == low && schoolHigh == high;
        right &= EdgeNumbers.Word(x + y) == a + b && EdgeNumbers.Word(x - y) == a - b;
        right &= x.CompareTo(y) == a.CompareTo(b);
        if (!z.IsZero)
        {
            right &= EdgeNumbers.Word(x / z) == a / d && EdgeNumbers.Word(x % z) == a % d;
            bool fits = UInt256.TryMulDiv(in a, in b, in d, out UInt256 q);
            BigInteger exact = x * y / z;
            right &= fits == exact < EdgeNumbers.TwoTo256 && q == (fits ? EdgeNumbers.Word(exact) : default);
            UInt256.TryMulMod(in a, in b, in d, out UInt256 product);
            UInt256.TryAddMod(in a, in b, in d, out UInt256 sum);
            right &= EdgeNumbers.Big(product) == x * y % z && EdgeNumbers.Big(sum) == (x + y) % z;
        }

        BigInteger root = EdgeNumbers.Big(UInt256.SquareRoot(in a));
        right &= root * root <= x && (root + 1) * (root + 1) > x;
        return right ? null : "the comparison with BigInteger";
    }
}
