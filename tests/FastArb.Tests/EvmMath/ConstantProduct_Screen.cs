using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>The screen in doubles only shortlists; its error stays within the bound that it states.</summary>
public sealed class ConstantProduct_Screen
{
    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void A_screened_quote_is_within_its_bound_of_the_exact_one(ulong seed)
    {
        const int count = 20_003;
        SeededBits bits = new(seed);
        BigInteger[] inside = [.. Enumerable.Range(0, count).Select(_ => bits.NextBits(112) + 1)];
        BigInteger[] outside = [.. Enumerable.Range(0, count).Select(_ => bits.NextBits(112) + 1)];
        BigInteger[] amounts = [.. Enumerable.Range(0, count).Select(_ => bits.NextBits(112) + 1)];
        double[] kept = [.. Enumerable.Repeat(0.997, count)];
        double[] screened = new double[count];
        ConstantProduct.ScreenAmountsOut(Doubles(inside), Doubles(outside), Doubles(amounts), kept, screened);
        double worst = 0;
        for (int i = 0; i < count; i++)
        {
            // The quotient before it is rounded down, with 80 more bits.
            BigInteger inWithFee = amounts[i] * 997;
            BigInteger exact = ((inWithFee * outside[i]) << 200) / ((inside[i] * 1000) + inWithFee);
            BigInteger given = Scaled(screened[i]);
            double error = Math.Exp(
                BigInteger.Log(BigInteger.Abs(exact - given) + 1) - BigInteger.Log(exact)
            );
            worst = Math.Max(worst, error);
        }

        Assert.True(worst <= ConstantProduct.ScreenErrorMax, $"seed {seed}: {worst}");
        Assert.True(worst > ConstantProduct.ScreenErrorMax / 100, $"seed {seed}: the bound is idle, {worst}");
    }

    [Fact]
    public void The_vector_and_the_rest_give_the_same_bits()
    {
        double[] one = [123456789.0];
        double[] many = [.. Enumerable.Repeat(123456789.0, 19)];
        double[] kept = [.. Enumerable.Repeat(0.9975, 19)];
        double[] alone = new double[1];
        double[] together = new double[19];
        ConstantProduct.ScreenAmountsOut(one, one, one, kept.AsSpan(0, 1), alone);
        ConstantProduct.ScreenAmountsOut(many, many, many, kept, together);
        Assert.All(together, quote => Assert.Equal(alone[0], quote));
    }

    private static double[] Doubles(BigInteger[] numbers) =>
        Array.ConvertAll(numbers, n => (double)(UInt256)n);

    // A double as an integer with 200 bits behind the point.
    private static BigInteger Scaled(double x)
    {
        long raw = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)((raw >> 52) & 2047);
        BigInteger mantissa = (raw & ((1L << 52) - 1)) | (1L << 52);
        int shift = exponent - 1075 + 200;
        return shift >= 0 ? mantissa << shift : mantissa >> -shift;
    }
}
