using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// The quick forms of a step that ends short of its target, against the contract's step in full, which
/// <see cref="SwapMath_Contract"/> proves.
/// </summary>
public sealed class SwapMath_ShortOfTarget
{
    private static readonly int s_rounds = TestRounds.Of(100_000);

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_comes_out_is_what_the_whole_step_gives(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} steps");
        RandomWords words = new(seed);
        int answered = 0;
        for (int round = 0; round < s_rounds; round++)
        {
            // Half of them of numbers that it takes; then only a step that reaches its target is refused.
            bool usual = (round & 1) == 0;
            UInt256 current = usual ? NextUsualPrice(words) : words.Next(160);
            UInt256 target = SwapNumbers.NextPrice(words, current) | UInt256.One;
            bool zeroForOne = target < current;
            UInt128 liquidity = usual ? (UInt128)words.Next(95) | (UInt128.One << 32) : words.NextUInt128();
            UInt128 remaining = usual ? (UInt128)words.Next(100) : words.NextUInt128();
            uint fee = (uint)(words.NextUInt64() % (SwapMath.FeeUnits + 2));
            Int256 amount = remaining;
            bool stepped = SwapMath.TryComputeSwapStep(
                in current,
                in target,
                liquidity,
                in amount,
                fee,
                out SwapStep step
            );
            bool quick = SwapMath.TryAmountOutShortOfTarget(
                in current,
                in target,
                liquidity,
                remaining,
                fee,
                zeroForOne,
                out UInt128 amountOut
            );
            bool isShort = stepped && step.SqrtPriceNext != target;
            bool right = quick
                ? isShort && step.AmountOut == amountOut
                : amountOut == 0 && !(usual && isShort && (target >> 128).IsZero);
            Assert.True(right, $"seed {seed}, round {round}: {current} {target} {liquidity} {amount} {fee}");
            answered += quick ? 1 : 0;
        }

        Assert.InRange(answered, s_rounds / 10, s_rounds);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_goes_in_is_what_the_whole_step_takes(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} steps");
        RandomWords words = new(seed);
        int answered = 0;
        for (int round = 0; round < s_rounds; round++)
        {
            bool usual = (round & 1) == 0;
            UInt256 current = usual ? NextUsualPrice(words) : words.Next(160);
            UInt256 target = SwapNumbers.NextPrice(words, current);
            UInt128 liquidity = words.NextUInt128();
            uint fee = (uint)(words.NextUInt64() % SwapMath.FeeUnits);
            Int256 all = Int256.MinValue;
            if (
                target == current
                || !SwapMath.TryComputeSwapStep(
                    in current,
                    in target,
                    liquidity,
                    in all,
                    fee,
                    out SwapStep whole
                )
                || whole.AmountOut.IsZero
            )
            {
                continue;
            }

            UInt256 wanted = (words.Next(256) % whole.AmountOut) + UInt256.One;
            wanted = wanted == whole.AmountOut ? wanted - UInt256.One : wanted;
            if (wanted.IsZero)
            {
                continue;
            }

            Int256 remaining = -(Int256)wanted;
            Assert.True(
                SwapMath.TryComputeSwapStep(
                    in current,
                    in target,
                    liquidity,
                    in remaining,
                    fee,
                    out SwapStep step
                )
            );
            bool done = SwapMath.TryAmountInShortOfTarget(
                in current,
                liquidity,
                in wanted,
                fee,
                target < current,
                out UInt256 amountIn
            );
            Assert.True(
                done && amountIn == step.AmountIn + step.FeeAmount,
                $"seed {seed}, round {round}: {current} {target} {liquidity} {wanted} {fee}"
            );
            answered++;
        }

        Assert.InRange(answered, s_rounds / 10, s_rounds);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_output_costs_what_next_price_and_amount_say_or_fails_as_they_do(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} outputs");
        RandomWords words = new(seed);
        int answered = 0;
        for (int round = 0; round < s_rounds; round++)
        {
            // With no target, so that nothing keeps the price from falling to nothing or leaving its bits.
            UInt256 current = NextUsualPrice(words);
            UInt128 liquidity = words.NextUInt128();
            UInt256 wanted = words.Next((int)(words.NextUInt64() % 129));
            uint fee = (uint)(words.NextUInt64() % SwapMath.FeeUnits);
            answered += CompareAmountIn(current, liquidity, wanted, fee, zeroForOne: (round & 1) == 0);
        }

        Assert.InRange(answered, s_rounds / 10, s_rounds);
    }

    [Fact]
    public void Edge_outputs_cost_what_next_price_and_amount_say()
    {
        int answered = 0;
        foreach (UInt256 current in SwapNumbers.Prices)
        {
            foreach (UInt128 liquidity in SwapNumbers.Liquidities)
            {
                foreach (UInt256 wanted in SwapNumbers.Amounts)
                {
                    foreach (uint fee in SwapNumbers.Fees)
                    {
                        answered += CompareAmountIn(current, liquidity, wanted, fee, zeroForOne: true);
                        answered += CompareAmountIn(current, liquidity, wanted, fee, zeroForOne: false);
                    }
                }
            }
        }

        Assert.NotEqual(0, answered);
    }

    private static int CompareAmountIn(
        UInt256 current,
        UInt128 liquidity,
        UInt256 wanted,
        uint fee,
        bool zeroForOne
    )
    {
        BigInteger price = EdgeNumbers.Big(current);
        BigInteger depth = SwapNumbers.Big(liquidity);
        BigInteger? next = SqrtPriceMathPort.NextSqrtPriceFromOutput(
            price,
            depth,
            EdgeNumbers.Big(wanted),
            zeroForOne
        );
        BigInteger? amount =
            next is not { } to ? null
            : zeroForOne ? SqrtPriceMathPort.Amount0Delta(to, price, depth, roundUp: true)
            : SqrtPriceMathPort.Amount1Delta(price, to, depth, roundUp: true);
        BigInteger? paid = amount is { } given
            ? given + FullMathPort.MulDivRoundingUp(given, fee, SwapMath.FeeUnits - fee)
            : null;
        bool done = SwapMath.TryAmountInShortOfTarget(
            in current,
            liquidity,
            in wanted,
            fee,
            zeroForOne,
            out UInt256 amountIn
        );
        string text = $"{current} {liquidity} {wanted} {fee} {zeroForOne}";
        Assert.True(done == paid is not null, text);
        Assert.True((paid ?? 0) == EdgeNumbers.Big(amountIn), text);
        return done ? 1 : 0;
    }

    private static UInt256 NextUsualPrice(RandomWords words) =>
        (words.Next(128) | (UInt256.One << 64)) & (UInt256.MaxValue >> 128);
}
