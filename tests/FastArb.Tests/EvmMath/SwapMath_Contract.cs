using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Swap steps against <see cref="SwapMathPort"/>: all four numbers, or a revert for a revert.
/// </summary>
public sealed class SwapMath_Contract
{
    private static readonly int s_rounds = TestRounds.Of(500_000);

    // By direction, exactness and outcome: revert, target reached, target not reached.
    private readonly int[] _outcomes = new int[12];

    private int _cappedOutputs;

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_steps_are_those_of_the_contract(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} steps");
        var words = new RandomWords(seed);
        for (int round = 0; round < s_rounds; round++)
        {
            UInt256 current = words.Next(160);
            UInt256 target = SwapNumbers.NextPrice(words, current);
            UInt128 liquidity = words.NextUInt128();
            uint fee = NextFee(words);
            Int256 remaining = NextRemaining(words, current, target, liquidity, fee);
            string? wrong = Compare(current, target, liquidity, remaining, fee);
            if (wrong is not null)
            {
                Assert.Fail($"{wrong}: seed {seed}, round {round}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"outcomes {string.Join(' ', _outcomes)}, capped {_cappedOutputs}"
        );
        // Each outcome in each direction, for exact inputs and outputs, or this test proves less than it
        // says.
        Assert.All(_outcomes, count => Assert.InRange(count, s_rounds / 400, s_rounds));
        Assert.InRange(_cappedOutputs, s_rounds / 20_000, s_rounds);
    }

    [Fact]
    public void Steps_between_edge_numbers_are_those_of_the_contract()
    {
        IEnumerable<(UInt256 Current, UInt256 Target, UInt128 Liquidity, UInt256 Remaining)> all =
            from current in SwapNumbers.Prices
            from target in SwapNumbers.Prices
            from liquidity in SwapNumbers.Liquidities
            from remaining in SwapNumbers.Amounts
            select (current, target, liquidity, remaining);
        foreach (
            (UInt256 current, UInt256 target, UInt128 liquidity, UInt256 remaining) in TestRounds.Of(all)
        )
        {
            // Amounts of 2^255 and more are negative already; the others are tried with both signs.
            UInt256 opposite = UInt256.Zero - remaining;
            foreach (uint fee in SwapNumbers.Fees)
            {
                Assert.Null(Compare(current, target, liquidity, new Int256(remaining), fee));
                Assert.Null(Compare(current, target, liquidity, new Int256(opposite), fee));
            }
        }

        Assert.All(_outcomes, count => Assert.NotEqual(0, count));
    }

    [Fact]
    public void A_price_above_160_bits_or_a_fee_above_everything_is_refused()
    {
        UInt256 price = UInt256.One << 96;
        UInt256 tooHigh = UInt256.One << 160;
        foreach (Int256 remaining in (ReadOnlySpan<Int256>)[Int256.Zero, Int256.One, Int256.NegativeOne])
        {
            Int256 amount = remaining;
            Assert.False(
                SwapMath.TryComputeSwapStep(in price, in tooHigh, 1, in amount, 0, out SwapStep step)
            );
            Assert.Equal(default, step);
            Assert.False(SwapMath.TryComputeSwapStep(in tooHigh, in price, 1, in amount, 0, out step));
            Assert.Equal(default, step);
            Assert.False(SwapMath.TryComputeSwapStep(in price, in price, 1, in amount, 1_000_001, out step));
            Assert.Equal(default, step);
            Assert.False(
                SwapMath.TryComputeSwapStep(in price, in price, 1, in amount, uint.MaxValue, out step)
            );
            Assert.Equal(default, step);
        }
    }

    private static uint NextFee(RandomWords words)
    {
        ulong draw = words.NextUInt64();
        return (draw & 1) == 0
            ? SwapNumbers.Fees[(draw >> 8) % (ulong)SwapNumbers.Fees.Length]
            : (uint)((draw >> 8) % (SwapMath.FeeUnits + 1));
    }

    // A third any amount; the others what the whole step needs or gives, or up to two units beside it: there
    // the contract decides whether the target is reached.
    private static Int256 NextRemaining(
        RandomWords words,
        UInt256 current,
        UInt256 target,
        UInt128 liquidity,
        uint fee
    )
    {
        ulong draw = words.NextUInt64();
        bool exactIn = (draw & 1) == 0;
        UInt256 amount = words.Next(255);
        if (draw % 3 != 0)
        {
            bool ofToken0 = exactIn == (current >= target);
            _ = ofToken0
                ? SqrtPriceMath.TryAmount0Delta(in current, in target, liquidity, exactIn, out amount)
                : SqrtPriceMath.TryAmount1Delta(in current, in target, liquidity, exactIn, out amount);
            if (exactIn && fee < SwapMath.FeeUnits)
            {
                UInt256 units = new(SwapMath.FeeUnits);
                UInt256 kept = new(SwapMath.FeeUnits - fee);
                UInt256.TryMulDivRoundingUp(in amount, in units, in kept, out amount);
            }

            // Half of them a part of the way.
            amount = (draw & 256) == 0 ? amount >> (int)((draw >> 16) & 63) : amount;
            amount = amount + new UInt256((draw >> 32) % 5) - new UInt256(2);
        }

        return new Int256(exactIn ? amount & Int256.MaxValue._bits : UInt256.Zero - amount);
    }

    private string? Compare(UInt256 current, UInt256 target, UInt128 liquidity, Int256 remaining, uint fee)
    {
        (BigInteger Next, BigInteger AmountIn, BigInteger AmountOut, BigInteger Fee)? expected =
            SwapMathPort.ComputeSwapStep(
                EdgeNumbers.Big(current),
                EdgeNumbers.Big(target),
                SwapNumbers.Big(liquidity),
                EdgeNumbers.Big(remaining),
                fee
            );
        bool ok = SwapMath.TryComputeSwapStep(
            in current,
            in target,
            liquidity,
            in remaining,
            fee,
            out SwapStep step
        );
        bool right = ok == expected.HasValue;
        int kind = (current >= target ? 0 : 6) + (remaining.IsNegative ? 3 : 0);
        if (expected is { } e)
        {
            right &= EdgeNumbers.Big(step.SqrtPriceNext) == e.Next;
            right &= EdgeNumbers.Big(step.AmountIn) == e.AmountIn;
            right &= EdgeNumbers.Big(step.AmountOut) == e.AmountOut;
            right &= EdgeNumbers.Big(step.FeeAmount) == e.Fee;
            bool reached = step.SqrtPriceNext == target;
            _outcomes[kind + (reached ? 1 : 2)]++;
            _cappedOutputs +=
                remaining.IsNegative && !reached && Uncapped(current, step, liquidity) > step.AmountOut
                    ? 1
                    : 0;
        }
        else
        {
            right &= step == default;
            _outcomes[kind]++;
        }

        return right
            ? null
            : $"step from {current} to {target}, liquidity {liquidity}, remaining {remaining}, fee {fee}: "
                + $"{ok} {step}, on chain {expected}";
    }

    // What the price that was reached would have given.
    private static UInt256 Uncapped(UInt256 current, SwapStep step, UInt128 liquidity)
    {
        UInt256 next = step.SqrtPriceNext;
        _ =
            next <= current
                ? SqrtPriceMath.TryAmount1Delta(in next, in current, liquidity, false, out UInt256 amount)
                : SqrtPriceMath.TryAmount0Delta(in next, in current, liquidity, false, out amount);
        return amount;
    }
}
