using System.Runtime.CompilerServices;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>Each batch equals the single operation, element by element, bit by bit, on every path.</summary>
public sealed class BatchMath_Agreement
{
    private const int Batch = 1021;
    private const int Rounds = 60;

    public static TheoryData<string> Paths => BatchMathPaths.All;

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_batch_of_quotes_equals_the_quotes(string path)
    {
        BatchMath math = BatchMathPaths.Open(path);
        RandomWords words = new(11);
        UInt128[] inside = new UInt128[Batch];
        UInt128[] outside = new UInt128[Batch];
        UInt128[] amounts = new UInt128[Batch];
        uint[] fees = new uint[Batch];
        UInt128[] quotes = new UInt128[Batch];
        int asked = 0;
        int answered = 0;
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < Batch; i++)
            {
                inside[i] = Half(words);
                outside[i] = Half(words);
                amounts[i] = Half(words);
                fees[i] = (words.NextUInt64() & 3) == 0 ? (uint)(words.NextUInt64() % 1_000_002) : 3000;
            }

            math.AmountsOut(inside, outside, amounts, fees, quotes);
            for (int i = 0; i < Batch; i++)
            {
                UInt128 expected = Quote(inside[i], outside[i], amounts[i], fees[i]);
                Assert.True(
                    expected == quotes[i],
                    $"seed 11, {path}: {amounts[i]} into {inside[i]}/{outside[i]} at {fees[i]}: {quotes[i]}"
                );
                asked++;
                answered += expected == 0 ? 0 : 1;
            }
        }

        Assert.InRange(answered, asked / 8, asked - (asked / 20));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_batch_of_swap_steps_equals_the_steps(string path)
    {
        BatchMath math = BatchMathPaths.Open(path);
        RandomWords words = new(12);
        SwapStepInput[] inputs = new SwapStepInput[Batch];
        SwapStep[] results = new SwapStep[Batch];
        SwapStepStatus[] statuses = new SwapStepStatus[Batch];
        int[] seen = new int[3];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < Batch; i++)
            {
                inputs[i] = Step(words);
            }

            math.SwapSteps(inputs, results, statuses);
            for (int i = 0; i < Batch; i++)
            {
                SwapStepStatus status = Compute(inputs[i], out SwapStep expected);
                Assert.True(
                    status == statuses[i] && expected == results[i],
                    $"seed 12, {path}: {inputs[i]} gave {statuses[i]} {results[i]}, not {status} {expected}"
                );
                seen[(int)status]++;
            }
        }

        Assert.All(
            seen,
            count => Assert.True(count > 100, $"each status must occur: {string.Join(' ', seen)}")
        );
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_batch_of_routes_has_the_bits_of_the_managed_one(string path)
    {
        BatchMath math = BatchMathPaths.Open(path);
        RandomWords words = new(13);
        int gains = 0;
        for (int round = 0; round < Rounds * 4; round++)
        {
            int legs = 1 + (round % BatchMath.LegsMax);
            int routes = round % 97;
            double[] inside = Doubles(words, legs * routes);
            double[] outside = Doubles(words, legs * routes);
            double[] kept = Doubles(words, legs * routes);
            double[] amounts = new double[routes];
            double[] profits = new double[routes];
            double[] expectedAmounts = new double[routes];
            double[] expectedProfits = new double[routes];
            math.MoebiusOptima(inside, outside, kept, legs, amounts, profits);
            BatchMathPaths.Managed.MoebiusOptima(
                inside,
                outside,
                kept,
                legs,
                expectedAmounts,
                expectedProfits
            );
            Assert.Equal(Bits(expectedAmounts), Bits(amounts));
            Assert.Equal(Bits(expectedProfits), Bits(profits));
            gains += profits.Count(profit => profit > 0);
        }

        Assert.True(gains > 1000, $"routes that gain must occur: {gains}");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_length_and_any_alignment_is_taken(string path)
    {
        BatchMath math = BatchMathPaths.Open(path);
        RandomWords words = new(14);
        for (int length = 0; length <= 40; length++)
        {
            UInt128[] numbers = [.. Enumerable.Range(0, (3 * length) + 3).Select(_ => Half(words) >> 20)];
            uint[] fees = [.. Enumerable.Repeat(3000u, length)];
            UInt128[] quotes = new UInt128[length + 2];
            Span<UInt128> middle = quotes.AsSpan(1, length);
            ReadOnlySpan<UInt128> inside = numbers.AsSpan(1, length);
            ReadOnlySpan<UInt128> outside = numbers.AsSpan(length + 1, length);
            ReadOnlySpan<UInt128> amounts = numbers.AsSpan((2 * length) + 2, length);
            math.AmountsOut(inside, outside, amounts, fees, middle);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(Quote(inside[i], outside[i], amounts[i], 3000), middle[i]);
            }

            Assert.Equal(UInt128.Zero, quotes[0]);
            Assert.Equal(UInt128.Zero, quotes[^1]);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Spans_that_do_not_fit_each_other_are_refused(string path)
    {
        BatchMath math = BatchMathPaths.Open(path);
        UInt128[] two = new UInt128[2];
        Assert.Throws<ArgumentException>(() => math.AmountsOut(two, two, two, new uint[1], two));
        Assert.Throws<ArgumentException>(() =>
            math.SwapSteps(new SwapStepInput[2], new SwapStep[2], new SwapStepStatus[1])
        );
        double[] legs = new double[18];
        UInt128[] three = new UInt128[3];
        Assert.Throws<ArgumentException>(() =>
            math.AmountsOut(two, two, three.AsSpan(0, 2), new uint[2], three.AsSpan(1, 2))
        );
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            math.MoebiusOptima(legs, legs, legs, 9, new double[2], new double[2])
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => math.MoebiusOptima(legs, legs, legs, 0, [], []));
    }

    private static UInt128 Half(RandomWords words)
    {
        UInt256 word = words.Next();
        return new UInt128(word.Limbs.U1, word.Limbs.U0) >> (int)(words.NextUInt64() % 24);
    }

    // The meaning of a batch's element, from the single operation.
    private static UInt128 Quote(UInt128 inside, UInt128 outside, UInt128 amount, uint pips)
    {
        if (pips >= 1_000_000 || (inside | outside | amount) >> 112 != 0)
        {
            return 0;
        }

        SwapFee fee = SwapFee.FromPips(pips);
        return
            ConstantProduct.AmountOut(in amount, in inside, in outside, fee, out UInt128 quote)
            == ConstantProductResult.Ok
            ? quote
            : 0;
    }

    private static SwapStepStatus Compute(in SwapStepInput input, out SwapStep step)
    {
        UInt256 current = input.SqrtPriceCurrent;
        UInt256 target = input.SqrtPriceTarget;
        Int256 remaining = input.AmountRemaining;
        uint pips = input.FeePips;
        if (SwapMath.TryComputeSwapStep(in current, in target, input.Liquidity, in remaining, pips, out step))
        {
            return SwapStepStatus.Ok;
        }

        bool bad = pips > 1_000_000 || current >> 160 != UInt256.Zero || target >> 160 != UInt256.Zero;
        return bad ? SwapStepStatus.BadInput : SwapStepStatus.Reverted;
    }

    private static SwapStepInput Step(RandomWords words)
    {
        ulong shape = words.NextUInt64();
        UInt256 current = words.Next() >> (int)(shape & 127);
        UInt256 target = (shape & (1 << 8)) == 0 ? words.Next() >> 96 : Near(current, words);
        UInt256 remaining = words.Next() >> (int)((shape >> 9) & 127);
        remaining = (shape & (1 << 16)) == 0 ? remaining : -remaining;
        uint pips = (shape & (7 << 17)) == 0 ? (uint)((shape >> 20) % 1_000_010) : 3000;
        UInt256 liquidity = words.Next() >> (int)((shape >> 40) & 127);
        return new SwapStepInput(
            current,
            target,
            Unsafe.BitCast<UInt256, Int256>(remaining),
            new UInt128(liquidity.Limbs.U1, liquidity.Limbs.U0),
            pips
        );
    }

    private static UInt256 Near(UInt256 price, RandomWords words)
    {
        UInt256 part = price >> (int)(1 + (words.NextUInt64() % 20));
        return (words.NextUInt64() & 1) == 0 ? price + part : price - part;
    }

    // One in thirty-two is any pattern of bits: infinities, NaN, denormals, negative numbers.
    private static double[] Doubles(RandomWords words, int count)
    {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++)
        {
            ulong drawn = words.NextUInt64();
            double ordinary = 1 + ((drawn >> 40) / 16777216.0);
            numbers[i] = (drawn & 31) == 0 ? BitConverter.UInt64BitsToDouble(words.NextUInt64()) : ordinary;
        }

        return numbers;
    }

    private static long[] Bits(double[] numbers) => Array.ConvertAll(numbers, BitConverter.DoubleToInt64Bits);
}
