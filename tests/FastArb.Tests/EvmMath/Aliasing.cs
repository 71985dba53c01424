using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// A result may be the same variable as an operand: every limb must be read before the first is written.
/// </summary>
public sealed class Aliasing
{
    private delegate void Unary(in UInt256 a, out UInt256 result);

    private delegate void Binary(in UInt256 a, in UInt256 b, out UInt256 result);

    private delegate void Ternary(in UInt256 a, in UInt256 b, in UInt256 c, out UInt256 result);

    private delegate void TwoResults(in UInt256 a, in UInt256 b, out UInt256 first, out UInt256 second);

    private delegate void ThreeInTwoOut(
        in UInt256 a,
        in UInt256 b,
        in UInt256 c,
        out UInt256 first,
        out UInt256 second
    );

    private delegate void SignedUnary(in Int256 a, out Int256 result);

    private delegate void SignedBinary(in Int256 a, in Int256 b, out Int256 result);

    private static readonly Unary[] OfOne =
    [
        UInt256.Negate,
        (in a, out r) => UInt256.ShiftLeft(in a, 65, out r),
        (in a, out r) => UInt256.ShiftRight(in a, 65, out r),
        (in a, out r) => UInt256.ShiftLeft(in a, 256, out r),
    ];

    private static readonly Binary[] OfTwo =
    [
        UInt256.Add,
        (in a, in b, out r) => UInt256.TryAdd(in a, in b, out r),
        UInt256.Subtract,
        (in a, in b, out r) => UInt256.TrySubtract(in a, in b, out r),
        UInt256.Multiply,
        (in a, in b, out r) => UInt256.TryMultiply(in a, in b, out r),
        (in a, in b, out r) => UInt256.TryDivide(in a, in b, out r),
        (in a, in b, out r) => UInt256.TryRemainder(in a, in b, out r),
        (in a, in b, out r) => UInt256.TryDivideRoundingUp(in a, in b, out r),
    ];

    private static readonly Ternary[] OfThree =
    [
        (in a, in b, in c, out r) => UInt256.TryMulDiv(in a, in b, in c, out r),
        (in a, in b, in c, out r) => UInt256.TryMulDivRoundingUp(in a, in b, in c, out r),
        (in a, in b, in c, out r) => UInt256.TryMulMod(in a, in b, in c, out r),
        (in a, in b, in c, out r) => UInt256.TryAddMod(in a, in b, in c, out r),
    ];

    private static readonly TwoResults[] OfTwoToTwo =
    [
        UInt256.MultiplyFull,
        (in a, in b, out q, out r) => UInt256.TryDivRem(in a, in b, out q, out r),
    ];

    private static readonly ThreeInTwoOut[] OfThreeToTwo =
    [
        (in a, in b, in c, out q, out r) => UInt256.TryMulDiv(in a, in b, in c, out q, out r),
    ];

    private static readonly SignedUnary[] OfOneSigned =
    [
        Int256.Negate,
        (in a, out r) => Int256.TryNegate(in a, out r),
        (in a, out r) => Int256.TryAbs(in a, out r),
        (in a, out r) => Int256.ShiftLeft(in a, 65, out r),
        (in a, out r) => Int256.ShiftRight(in a, 65, out r),
        (in a, out r) => Int256.ShiftRight(in a, 256, out r),
    ];

    private static readonly SignedBinary[] OfTwoSigned =
    [
        Int256.Add,
        (in a, in b, out r) => Int256.TryAdd(in a, in b, out r),
        Int256.Subtract,
        (in a, in b, out r) => Int256.TrySubtract(in a, in b, out r),
        Int256.Multiply,
        (in a, in b, out r) => Int256.TryMultiply(in a, in b, out r),
        (in a, in b, out r) => Int256.TryDivide(in a, in b, out r),
        (in a, in b, out r) => Int256.TryRemainder(in a, in b, out r),
        (in a, in b, out r) => Int256.TryDivRem(in a, in b, out r, out _),
        (in a, in b, out r) => Int256.TryDivRem(in a, in b, out _, out r),
    ];

    [Fact]
    public void A_result_may_overwrite_the_only_operand()
    {
        foreach (UInt256 word in EdgeNumbers.Words)
        {
            foreach (Unary operation in OfOne)
            {
                operation(in word, out UInt256 expected);
                UInt256 x = word;
                operation(in x, out x);
                Assert.Equal(expected, x);
            }

            foreach (SignedUnary operation in OfOneSigned)
            {
                operation(new Int256(word), out Int256 expected);
                Int256 x = new(word);
                operation(in x, out x);
                Assert.Equal(expected, x);
            }
        }
    }

    [Fact]
    public void A_result_may_overwrite_either_operand_or_both()
    {
        foreach (UInt256 left in EdgeNumbers.Words)
        {
            foreach (UInt256 right in EdgeNumbers.Words)
            {
                foreach (Binary operation in OfTwo)
                {
                    operation(in left, in right, out UInt256 expected);
                    UInt256 a = left;
                    operation(in a, in right, out a);
                    UInt256 b = right;
                    operation(in left, in b, out b);
                    Assert.True(expected == a && expected == b, $"{left.Limbs}, {right.Limbs}");
                }

                foreach (SignedBinary operation in OfTwoSigned)
                {
                    operation(new Int256(left), new Int256(right), out Int256 expected);
                    Int256 a = new(left);
                    operation(in a, new Int256(right), out a);
                    Int256 b = new(right);
                    operation(new Int256(left), in b, out b);
                    Assert.True(expected == a && expected == b, $"{left.Limbs}, {right.Limbs}");
                }
            }

            foreach (Binary operation in OfTwo)
            {
                operation(in left, left, out UInt256 expected);
                UInt256 a = left;
                operation(in a, in a, out a);
                Assert.Equal(expected, a);
            }
        }
    }

    [Fact]
    public void Two_results_may_overwrite_the_operands_either_way_round()
    {
        foreach (UInt256 left in EdgeNumbers.Words)
        {
            foreach (UInt256 right in EdgeNumbers.Words)
            {
                foreach (TwoResults operation in OfTwoToTwo)
                {
                    operation(in left, in right, out UInt256 first, out UInt256 second);
                    UInt256 a = left;
                    UInt256 b = right;
                    operation(in a, in b, out a, out b);
                    Assert.True(first == a && second == b, $"{left.Limbs}, {right.Limbs}");
                    a = left;
                    b = right;
                    operation(in a, in b, out b, out a);
                    Assert.True(first == b && second == a, $"{left.Limbs}, {right.Limbs}");
                }
            }
        }
    }

    [Theory]
    [InlineData(5)]
    public void A_result_may_overwrite_any_of_three_operands(ulong seed)
    {
        var words = new RandomWords(seed);
        for (int i = 0; i < 50_000; i++)
        {
            UInt256 x = words.Next();
            UInt256 y = words.Next();
            UInt256 z = words.Next();
            foreach (Ternary operation in OfThree)
            {
                operation(in x, in y, in z, out UInt256 expected);
                UInt256 a = x;
                operation(in a, in y, in z, out a);
                UInt256 b = y;
                operation(in x, in b, in z, out b);
                UInt256 c = z;
                operation(in x, in y, in c, out c);
                Assert.True(
                    expected == a && expected == b && expected == c,
                    $"{x.Limbs}, {y.Limbs}, {z.Limbs}"
                );
            }

            foreach (ThreeInTwoOut operation in OfThreeToTwo)
            {
                operation(in x, in y, in z, out UInt256 first, out UInt256 second);
                UInt256 a = x;
                UInt256 c = z;
                operation(in a, in y, in c, out a, out c);
                UInt256 b = y;
                UInt256 d = z;
                operation(in x, in b, in d, out d, out b);
                bool right = first == a && second == c && first == d && second == b;
                Assert.True(right, $"{x.Limbs}, {y.Limbs}, {z.Limbs}");
            }
        }
    }
}
