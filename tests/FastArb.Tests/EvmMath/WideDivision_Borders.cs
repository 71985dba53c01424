using System.Numerics;
using FastArb.EvmMath;
using FastArb.EvmMath.Internals;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Whole divisions made backwards: every length of divisor and quotient, limbs of ones and of zeros.
/// </summary>
public sealed class WideDivision_Borders
{
    private static readonly int s_rounds = TestRounds.Of(200_000);

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Dividends_made_of_awkward_limbs_give_back_quotient_and_remainder(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} cases");
        var draws = new AwkwardDivisions(seed);
        int[,] lengths = new int[5, 5];
        for (int round = 0; round < s_rounds; round++)
        {
            ulong draw = draws.NextUInt64();
            int limbs = 1 + (int)(draw & 3);
            // Every shift up to normal form, not only 0.
            BigInteger top = (draws.NextTopLimb() >> (int)((draw >> 8) & 63)) | 1;
            BigInteger divisor = (top << (64 * (limbs - 1))) | draws.NextLimbs(limbs - 1);
            BigInteger quotient = draws.NextLimbs((int)((draw >> 16) % 5));
            BigInteger remainder = draws.NextRemainder(quotient, divisor, limbs);
            lengths[limbs, (int)((quotient.GetBitLength() + 63) / 64)]++;
            if (!Divides(divisor, quotient, remainder))
            {
                Assert.Fail(
                    $"({quotient:x} * {divisor:x} + {remainder:x}) / {divisor:x}: seed {seed}, round {round}"
                );
            }
        }

        for (int limbs = 1; limbs <= 4; limbs++)
        {
            for (int length = 0; length <= 4; length++)
            {
                Assert.NotEqual(0, lengths[limbs, length]);
            }
        }
    }

    private static bool Divides(BigInteger divisor, BigInteger quotient, BigInteger remainder)
    {
        BigInteger dividend = (quotient * divisor) + remainder;
        UInt256 high = EdgeNumbers.Word(dividend >> 256);
        UInt256 low = EdgeNumbers.Word(dividend);
        UInt256 d = EdgeNumbers.Word(divisor);
        UInt256 q = EdgeNumbers.Word(quotient);
        UInt256 r = EdgeNumbers.Word(remainder);
        WideDivision.DivRem(in high, in low, in d, out UInt256 actualQ, out UInt256 actualR);
        bool right = actualQ == q && actualR == r;
        if (high.IsZero)
        {
            right &=
                UInt256.TryDivRem(in low, in d, out actualQ, out actualR) && actualQ == q && actualR == r;
            right &= UInt256.TryDivide(in low, in d, out actualQ) && actualQ == q;
            right &= UInt256.TryRemainder(in low, in d, out actualR) && actualR == r;
            UInt256 up = q + (r.IsZero ? UInt256.Zero : UInt256.One);
            right &= UInt256.TryDivideRoundingUp(in low, in d, out actualQ) && actualQ == up;
        }

        // q * d / d and q * d / q are exact over 512 bits whatever the limbs.
        right &= UInt256.TryMulDiv(in q, in d, in d, out actualQ, out actualR);
        right &= actualQ == q && actualR.IsZero;
        right &= UInt256.TryMulDivRoundingUp(in q, in d, in d, out actualQ) && actualQ == q;
        right &= UInt256.TryMulMod(in q, in d, in d, out actualR) && actualR.IsZero;
        return right;
    }
}
