using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Amounts and next prices against <see cref="SqrtPriceMathPort"/>: the number, or a revert for a revert.
/// </summary>
public sealed class SqrtPriceMath_Contract
{
    private const int CasesPerRound = 10;

    private static readonly int s_rounds = TestRounds.Of(120_000);

    private int _reverts;

    private int _pricesOfTwoLimbs;

    private int _otherPrices;

    private int _overflowingProducts;

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_amounts_and_prices_are_those_of_the_contract(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds * CasesPerRound} cases");
        var words = new RandomWords(seed);
        for (int round = 0; round < s_rounds; round++)
        {
            UInt256 a = words.Next(160);
            UInt256 b = SwapNumbers.NextPrice(words, a);
            UInt128 liquidity = words.NextUInt128();
            string? wrong =
                CompareAmounts(a, b, liquidity)
                ?? CompareNextPrices(a, liquidity, NextAmount(words, a, b, liquidity));
            if (wrong is not null)
            {
                Assert.Fail($"{wrong}: seed {seed}, round {round}");
            }
        }

        // Each way through the code must have been gone, or this test proves less than it says.
        Assert.InRange(_reverts, s_rounds / 20, s_rounds * CasesPerRound);
        Assert.InRange(_pricesOfTwoLimbs, s_rounds / 10, s_rounds);
        Assert.InRange(_otherPrices, s_rounds / 10, s_rounds);
        Assert.InRange(_overflowingProducts, s_rounds / 20, s_rounds);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_reverts} reverts, {_pricesOfTwoLimbs} pairs of prices of two limbs, {_otherPrices} others, "
                + $"{_overflowingProducts} products above a word"
        );
    }

    [Fact]
    public void Amounts_between_edge_prices_are_those_of_the_contract()
    {
        foreach (UInt256 a in SwapNumbers.Prices)
        {
            foreach (UInt256 b in SwapNumbers.Prices)
            {
                foreach (UInt128 liquidity in SwapNumbers.Liquidities)
                {
                    Assert.Null(CompareAmounts(a, b, liquidity));
                }
            }
        }

        Assert.NotEqual(0, _pricesOfTwoLimbs);
        Assert.NotEqual(0, _otherPrices);
    }

    [Fact]
    public void Next_prices_after_edge_amounts_are_those_of_the_contract()
    {
        foreach (UInt256 price in SwapNumbers.Prices)
        {
            foreach (UInt128 liquidity in SwapNumbers.Liquidities)
            {
                foreach (UInt256 amount in SwapNumbers.Amounts)
                {
                    Assert.Null(CompareNextPrices(price, liquidity, amount));
                }
            }
        }

        Assert.NotEqual(0, _overflowingProducts);
        Assert.NotEqual(0, _reverts);
    }

    [Fact]
    public void The_largest_amounts_that_exist_fit_an_int256()
    {
        UInt256 highest = (UInt256.One << 160) - UInt256.One;
        UInt256 lowest = UInt256.One;

        Assert.True(
            SqrtPriceMath.TryAmount0Delta(in lowest, in highest, UInt128.MaxValue, true, out UInt256 size)
        );
        Assert.Equal(224, size.BitLength);
        Assert.True(
            SqrtPriceMath.TryAmount0DeltaSigned(in lowest, in highest, Int128.MinValue, out Int256 out0)
        );
        Assert.True(out0.IsNegative);
        Assert.True(
            SqrtPriceMath.TryAmount1DeltaSigned(in lowest, in highest, Int128.MinValue, out Int256 out1)
        );
        Assert.True(out1.IsNegative);
    }

    [Fact]
    public void A_price_above_160_bits_is_refused()
    {
        foreach (UInt256 tooHigh in new[] { UInt256.One << 160, UInt256.One << 192, UInt256.MaxValue })
        {
            UInt256 price = tooHigh;
            UInt256 one = UInt256.One;
            Assert.False(SqrtPriceMath.TryAmount0Delta(in one, in price, 1, true, out UInt256 result));
            Assert.True(result.IsZero);
            Assert.False(SqrtPriceMath.TryAmount1Delta(in price, in one, 1, true, out result));
            Assert.True(result.IsZero);
            Assert.False(SqrtPriceMath.TryAmount0DeltaSigned(in price, in one, 1, out Int256 signed));
            Assert.True(signed.IsZero);
            Assert.False(SqrtPriceMath.TryAmount1DeltaSigned(in price, in one, -1, out signed));
            Assert.True(signed.IsZero);
            foreach (bool zeroForOne in new[] { true, false })
            {
                Assert.False(
                    SqrtPriceMath.TryNextSqrtPriceFromInput(in price, 1, in one, zeroForOne, out result)
                );
                Assert.True(result.IsZero);
                Assert.False(
                    SqrtPriceMath.TryNextSqrtPriceFromOutput(in price, 1, in one, zeroForOne, out result)
                );
                Assert.True(result.IsZero);
            }
        }
    }

    /// <summary>False comes with 0: a sum that wrapped would be a price that looks right.</summary>
    [Fact]
    public void A_next_price_above_a_word_leaves_nothing_behind()
    {
        UInt256 price = new(2);
        UInt256 amount = UInt256.MaxValue;
        UInt128 liquidity = UInt128.One << 96;

        Assert.False(
            SqrtPriceMath.TryNextSqrtPriceFromInput(in price, liquidity, in amount, false, out UInt256 next)
        );
        Assert.Equal(UInt256.Zero, next);
    }

    // A third any amount; the others what lies between the two prices, or one unit beside it: there the next
    // price is a price that the pool could have, and rounding decides.
    private static UInt256 NextAmount(RandomWords words, UInt256 a, UInt256 b, UInt128 liquidity)
    {
        ulong draw = words.NextUInt64();
        UInt256 amount = default;
        bool known = (draw % 3) switch
        {
            0 => SqrtPriceMath.TryAmount0Delta(in a, in b, liquidity, (draw & 64) == 0, out amount),
            1 => SqrtPriceMath.TryAmount1Delta(in a, in b, liquidity, (draw & 64) == 0, out amount),
            _ => false,
        };
        return known ? unchecked(amount + new UInt256((draw >> 8) % 3) - UInt256.One) : words.Next();
    }

    private static bool Same(bool ok, UInt256 actual, BigInteger? expected) =>
        ok == expected.HasValue && EdgeNumbers.Big(actual) == (expected ?? 0);

    private static bool Same(bool ok, Int256 actual, BigInteger? expected) =>
        ok == expected.HasValue && EdgeNumbers.Big(actual) == (expected ?? 0);

    private string? CompareAmounts(UInt256 a, UInt256 b, UInt128 liquidity)
    {
        BigInteger x = EdgeNumbers.Big(a);
        BigInteger y = EdgeNumbers.Big(b);
        BigInteger l = SwapNumbers.Big(liquidity);
        bool twoLimbs = UInt256.Max(a, b).BitLength <= 128 && UInt256.Min(a, b).BitLength > 64;
        _pricesOfTwoLimbs += twoLimbs ? 1 : 0;
        _otherPrices += twoLimbs ? 0 : 1;

        BigInteger? floor = SqrtPriceMathPort.Amount0Delta(x, y, l, roundUp: false);
        _reverts += floor.HasValue ? 0 : 1;
        bool ok = SqrtPriceMath.TryAmount0Delta(in a, in b, liquidity, false, out UInt256 amount);
        bool right = Same(ok, amount, floor);
        ok = SqrtPriceMath.TryAmount0Delta(in a, in b, liquidity, true, out amount);
        right &= Same(ok, amount, SqrtPriceMathPort.Amount0Delta(x, y, l, roundUp: true));
        ok = SqrtPriceMath.TryAmount1Delta(in a, in b, liquidity, false, out amount);
        right &= Same(ok, amount, SqrtPriceMathPort.Amount1Delta(x, y, l, roundUp: false));
        ok = SqrtPriceMath.TryAmount1Delta(in a, in b, liquidity, true, out amount);
        right &= Same(ok, amount, SqrtPriceMathPort.Amount1Delta(x, y, l, roundUp: true));

        Int128 signed = unchecked((Int128)liquidity);
        BigInteger s = (BigInteger)signed;
        ok = SqrtPriceMath.TryAmount0DeltaSigned(in a, in b, signed, out Int256 delta);
        right &= Same(ok, delta, SqrtPriceMathPort.Amount0DeltaSigned(x, y, s));
        ok = SqrtPriceMath.TryAmount1DeltaSigned(in a, in b, signed, out delta);
        right &= Same(ok, delta, SqrtPriceMathPort.Amount1DeltaSigned(x, y, s));
        return right ? null : $"an amount between {x} and {y} at liquidity {l}";
    }

    private string? CompareNextPrices(UInt256 price, UInt128 liquidity, UInt256 amount)
    {
        BigInteger p = EdgeNumbers.Big(price);
        BigInteger l = SwapNumbers.Big(liquidity);
        BigInteger a = EdgeNumbers.Big(amount);
        _overflowingProducts += a * p > FullMathPort.WordMax ? 1 : 0;
        bool right = true;
        foreach (bool zeroForOne in (ReadOnlySpan<bool>)[true, false])
        {
            BigInteger? next = SqrtPriceMathPort.NextSqrtPriceFromInput(p, l, a, zeroForOne);
            _reverts += next.HasValue ? 0 : 1;
            bool ok = SqrtPriceMath.TryNextSqrtPriceFromInput(
                in price,
                liquidity,
                in amount,
                zeroForOne,
                out UInt256 actual
            );
            right &= Same(ok, actual, next);
            next = SqrtPriceMathPort.NextSqrtPriceFromOutput(p, l, a, zeroForOne);
            _reverts += next.HasValue ? 0 : 1;
            ok = SqrtPriceMath.TryNextSqrtPriceFromOutput(
                in price,
                liquidity,
                in amount,
                zeroForOne,
                out actual
            );
            right &= Same(ok, actual, next);
        }

        return right ? null : $"a next price from {p} by {a} at liquidity {l}";
    }
}
