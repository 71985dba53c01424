using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>Steps that go all the way to their target, against the amounts of the contract.</summary>
public sealed class SwapMath_WholeStep
{
    private static readonly int s_rounds = TestRounds.Of(100_000);

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_steps_take_and_give_what_the_contract_says(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} steps");
        RandomWords words = new(seed);
        int answered = 0;
        for (int round = 0; round < s_rounds; round++)
        {
            // Half of them of two limbs, which have a way of their own.
            bool usual = (round & 1) == 0;
            UInt256 current = words.Next(usual ? 128 : 160);
            UInt256 target = SwapNumbers.NextPrice(words, current);
            uint fee = (uint)(words.NextUInt64() % (SwapMath.FeeUnits + 2));
            bool zeroForOne = target < current ^ (words.NextUInt64() % 16 == 0);
            answered += Compare(current, target, words.NextUInt128(), fee, zeroForOne);
        }

        Assert.InRange(answered, s_rounds / 4, s_rounds);
    }

    [Fact]
    public void Steps_between_edge_prices_take_and_give_what_the_contract_says()
    {
        int answered = 0;
        foreach (UInt256 current in SwapNumbers.Prices)
        {
            foreach (UInt256 target in SwapNumbers.Prices)
            {
                foreach (UInt128 liquidity in SwapNumbers.Liquidities)
                {
                    foreach (uint fee in SwapNumbers.Fees)
                    {
                        answered += Compare(current, target, liquidity, fee, zeroForOne: true);
                        answered += Compare(current, target, liquidity, fee, zeroForOne: false);
                    }
                }
            }
        }

        Assert.NotEqual(0, answered);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Amounts_of_128_bits_are_told_and_wider_ones_refused(bool zeroForOne)
    {
        // From one to a half of it or to its double takes the liquidity and the fee on it: here around 2^128.
        UInt256 one = UInt256.One << 96;
        UInt256 far = zeroForOne ? UInt256.One << 95 : UInt256.One << 97;
        UInt128 first = (UInt128)((BigInteger.One << 128) * 999_999 / 1_000_000) - 64;
        int answered = 0;
        for (int i = 0; i < 128; i++)
        {
            answered += Compare(one, far, first + (UInt128)i, 1, zeroForOne);
            answered += Compare(one, far, UInt128.MaxValue - (UInt128)i, 0, zeroForOne);
        }

        Assert.InRange(answered, 129, 255);
    }

    private static int Compare(UInt256 current, UInt256 target, UInt128 liquidity, uint fee, bool zeroForOne)
    {
        BigInteger from = EdgeNumbers.Big(current);
        BigInteger to = EdgeNumbers.Big(target);
        BigInteger depth = SwapNumbers.Big(liquidity);
        BigInteger? amount0 = SqrtPriceMathPort.Amount0Delta(from, to, depth, zeroForOne);
        BigInteger? amount1 = SqrtPriceMathPort.Amount1Delta(from, to, depth, !zeroForOne);
        BigInteger? input = zeroForOne ? amount0 : amount1;
        BigInteger? given = zeroForOne ? amount1 : amount0;
        BigInteger? taken =
            fee >= SwapMath.FeeUnits
                ? null
                : input + FullMathPort.MulDivRoundingUp(input ?? 0, fee, SwapMath.FeeUnits - fee);
        bool expected =
            (zeroForOne ? to <= from : from <= to)
            && taken is { } paid
            && given is { } got
            && paid >> 128 == 0
            && got >> 128 == 0;
        bool done = SwapMath.TryWholeStep(
            in current,
            in target,
            liquidity,
            fee,
            zeroForOne,
            out UInt128 takenHere,
            out UInt128 givenHere
        );
        string text = $"{current} {target} {liquidity} {fee} {zeroForOne}";
        Assert.True(done == expected, text);
        Assert.True((done ? taken : 0) == SwapNumbers.Big(takenHere), text);
        Assert.True((done ? given : 0) == SwapNumbers.Big(givenHere), text);
        return done ? 1 : 0;
    }
}
