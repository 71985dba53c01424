using System.Numerics;
using FastArb.EvmMath;
using FastArb.EvmMath.Internals;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>Ticks and ratios against <see cref="TickMathPort"/>, and the limits of both.</summary>
public sealed class TickMath_Contract
{
    // Coprime to every power of two: all combinations of the twenty factors come up.
    private const int Stride = 97;

    private static readonly int s_rounds = TestRounds.Of(100_000);

    private static readonly BigInteger s_log2OfOneTick =
        Log2((BigInteger.One << 200) * 10001 / 10000, 200) / 2;

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Fact]
    public void Ratios_at_every_97th_tick_are_those_of_the_contract()
    {
        for (int tick = TickMath.MinTick; tick <= TickMath.MaxTick; tick += Stride)
        {
            RatioIsThatOfTheContract(tick);
        }

        RatioIsThatOfTheContract(TickMath.MaxTick);
    }

    [Fact]
    public void Ratios_around_zero_and_around_every_power_of_two_are_those_of_the_contract()
    {
        for (int tick = -2048; tick <= 2048; tick++)
        {
            RatioIsThatOfTheContract(tick);
        }

        for (int bit = 11; bit < 20; bit++)
        {
            for (int near = -2; near <= 2; near++)
            {
                RatioIsThatOfTheContract((1 << bit) + near);
                RatioIsThatOfTheContract(-(1 << bit) + near);
            }
        }
    }

    [Theory]
    [InlineData(TickMath.MinTick - 1)]
    [InlineData(TickMath.MaxTick + 1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void A_tick_out_of_range_has_no_ratio(int tick)
    {
        Assert.Null(TickMathPort.SqrtRatioAtTick(tick));
        Assert.False(TickMath.TryRatioAtTick(tick, out UInt256 ratio));
        Assert.True(ratio.IsZero);
    }

    [Fact]
    public void A_ratio_out_of_range_has_no_tick()
    {
        Assert.Equal(TickMathPort.MinSqrtRatio, EdgeNumbers.Big(TickMath.MinSqrtRatio));
        Assert.Equal(TickMathPort.MaxSqrtRatio, EdgeNumbers.Big(TickMath.MaxSqrtRatio));
        UInt256[] outside =
        [
            UInt256.Zero,
            UInt256.One,
            TickMath.MinSqrtRatio - UInt256.One,
            TickMath.MaxSqrtRatio,
            TickMath.MaxSqrtRatio + UInt256.One,
            (UInt256.One << 160) - UInt256.One,
            UInt256.One << 160,
            TickMath.MinSqrtRatio + (UInt256.One << 192),
            UInt256.One << 255,
            UInt256.MaxValue,
        ];
        foreach (UInt256 ratio in outside)
        {
            UInt256 price = ratio;
            Assert.False(TickMath.TryTickAtRatio(in price, out int tick), ratio.ToString());
            Assert.Equal(0, tick);
        }

        TickIsThatOfTheContract(TickMath.MinSqrtRatio, "the lowest");
        TickIsThatOfTheContract(TickMath.MaxSqrtRatio - UInt256.One, "the highest");
    }

    [Fact]
    public void Edge_numbers_have_the_contracts_tick() =>
        Assert.All(EdgeNumbers.Words, word => TickIsThatOfTheContract(word, "an edge"));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Ticks_of_random_prices_are_those_of_the_contract(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} cases");
        var bits = new SeededBits(seed);
        for (int round = 0; round < s_rounds; round++)
        {
            TickIsThatOfTheContract(NextPrice(bits), $"seed {seed}, round {round}");
        }
    }

    /// <summary>
    /// The estimate's true place is computed here with 80 squarings on 192 bits. Rounding of ticks on chain
    /// is no part of it, so the polynomial alone must stay within a tenth of the bound.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_logarithm_of_random_prices_is_within_its_bound(ulong seed)
    {
        var bits = new SeededBits(seed);
        long worst = 0;
        for (int round = 0; round < s_rounds / 10; round++)
        {
            UInt256 price = NextPrice(bits);
            long estimate = TickRatios.Logarithm(price.Limbs.U2, price.Limbs.U1, price.Limbs.U0);
            long error = Math.Abs(estimate - TickPlace(EdgeNumbers.Big(price)));
            worst = Math.Max(worst, error);
            // Then the tick is among the two that the estimate leaves.
            TickMath.TryTickAtRatio(in price, out int tick);
            long above = (estimate + TickRatios.LogarithmError) >> TickRatios.LogarithmFraction;
            long below = (estimate - TickRatios.LogarithmError) >> TickRatios.LogarithmFraction;
            if (error > TickRatios.LogarithmError / 10 || tick < below || tick > above || above - below > 1)
            {
                Assert.Fail($"seed {seed}, round {round}: price {price}, {error} / 2^40 of a tick away");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, worst {worst} / 2^40 of a tick");
    }

    // Every length of the range is equally likely.
    private static UInt256 NextPrice(SeededBits bits)
    {
        BigInteger price = bits.NextBits(160);
        return EdgeNumbers.Word(
            price < TickMathPort.MinSqrtRatio || price >= TickMathPort.MaxSqrtRatio
                ? TickMathPort.MinSqrtRatio + (price & uint.MaxValue)
                : price
        );
    }

    // log(price / 2^96) to the base of sqrt(1.0001), with 40 fractional bits.
    private static long TickPlace(BigInteger price) => (long)((Log2(price, 96) << 40) / s_log2OfOneTick);

    // log2(x / 2^fraction) with 80 fractional bits.
    private static BigInteger Log2(BigInteger x, int fraction)
    {
        const int Width = 192;
        int power = (int)x.GetBitLength() - 1;
        BigInteger mantissa = power < Width ? x << (Width - power) : x >> (power - Width);
        BigInteger log = power - fraction;
        for (int bit = 0; bit < 80; bit++)
        {
            mantissa = (mantissa * mantissa) >> Width;
            int doubled = mantissa >> (Width + 1) == 0 ? 0 : 1;
            mantissa >>= doubled;
            log = (log << 1) + doubled;
        }

        return log;
    }

    private static void RatioIsThatOfTheContract(int tick)
    {
        Assert.True(TickMath.TryRatioAtTick(tick, out UInt256 ratio));
        if (EdgeNumbers.Big(ratio) != TickMathPort.SqrtRatioAtTick(tick))
        {
            Assert.Fail($"ratio at {tick} is {ratio}");
        }
    }

    private static void TickIsThatOfTheContract(UInt256 price, string what)
    {
        int? expected = TickMathPort.TickAtSqrtRatio(EdgeNumbers.Big(price));
        bool found = TickMath.TryTickAtRatio(in price, out int tick);
        if (found != expected.HasValue || tick != (expected ?? 0))
        {
            Assert.Fail($"{what}: tick at {price} is {tick}, on chain {expected}");
        }
    }
}
