using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// What a quote or a price step gives may be the variable that it was asked with: a route's amount goes from
/// hop to hop in one variable.
/// </summary>
public sealed class PoolAliasing
{
    private delegate int Quote(in UInt256 a, in UInt256 b, in UInt256 c, out UInt256 result);

    private static readonly SwapFee s_fee = SwapFee.Uniswap;

    private static readonly Quote[] s_quotes =
    [
        (in a, in b, in c, out r) => (int)ConstantProduct.AmountOut(in a, in b, in c, s_fee, out r),
        (in a, in b, in c, out r) => (int)ConstantProduct.AmountIn(in a, in b, in c, s_fee, out r),
        (in a, in b, in c, out r) => (int)ConstantProduct.LeastAmountIn(in a, in b, in c, s_fee, out r),
        (in a, in b, in c, out r) => Done(SqrtPriceMath.TryAmount0Delta(in a, in b, Low(c), true, out r)),
        (in a, in b, in c, out r) => Done(SqrtPriceMath.TryAmount0Delta(in a, in b, Low(c), false, out r)),
        (in a, in b, in c, out r) => Done(SqrtPriceMath.TryAmount1Delta(in a, in b, Low(c), true, out r)),
        (in a, in b, in c, out r) => Next(in a, in b, Low(c), true, true, out r),
        (in a, in b, in c, out r) => Next(in a, in b, Low(c), true, false, out r),
        (in a, in b, in c, out r) => Next(in a, in b, Low(c), false, true, out r),
        (in a, in b, in c, out r) => Next(in a, in b, Low(c), false, false, out r),
    ];

    [Fact]
    public void A_result_may_be_any_of_the_operands()
    {
        RandomWords words = new(31);
        int done = 0;
        for (int round = 0; round < 20_000; round++)
        {
            // Below 96 bits, of which quotes and prices make sense, and of every length.
            int bits = (round & 1) == 0 ? 96 : 256;
            UInt256 a = words.Next(bits);
            UInt256 b = words.Next(bits);
            UInt256 c = words.Next(bits);
            foreach (Quote quote in s_quotes)
            {
                int answer = quote(in a, in b, in c, out UInt256 expected);
                done += expected.IsZero ? 0 : 1;
                (UInt256 x, UInt256 y, UInt256 z) = (a, b, c);
                Assert.Equal((answer, expected), (quote(in x, in b, in c, out x), x));
                Assert.Equal((answer, expected), (quote(in a, in y, in c, out y), y));
                Assert.Equal((answer, expected), (quote(in a, in b, in z, out z), z));
            }
        }

        Assert.True(done > 10_000, $"{done} answers other than 0");
    }

    [Fact]
    public void The_reserves_after_a_swap_may_replace_those_before_in_either_order()
    {
        UInt256 amountIn = new(1000);
        UInt256 amountOut = new(1900);
        UInt256 a = new(1_000_000);
        UInt256 b = new(2_000_000);
        Assert.Equal(
            ConstantProductResult.Ok,
            ConstantProduct.PairSwap(in a, in b, in amountIn, in amountOut, s_fee, out a, out b)
        );
        Assert.Equal((new UInt256(1_001_000), new UInt256(1_998_100)), (a, b));
        a = new UInt256(1_000_000);
        b = new UInt256(2_000_000);
        Assert.Equal(
            ConstantProductResult.Ok,
            ConstantProduct.PairSwap(in a, in b, in amountIn, in amountOut, s_fee, out b, out a)
        );
        Assert.Equal((new UInt256(1_001_000), new UInt256(1_998_100)), (b, a));
        Assert.Equal(
            ConstantProductResult.InsufficientOutputAmount,
            ConstantProduct.PairSwap(in a, in b, in amountIn, UInt256.Zero, s_fee, out b, out a)
        );
        Assert.Equal((new UInt256(1_998_100), new UInt256(1_001_000)), (b, a));
    }

    [Fact]
    public void A_step_may_replace_the_step_that_it_goes_on_from()
    {
        _ = TickMath.TryRatioAtTick(0, out UInt256 start);
        _ = TickMath.TryRatioAtTick(60, out UInt256 target);
        Int256 remaining = (Int256)1_000_000_000;
        UInt128 liquidity = (UInt128)1 << 70;
        Assert.True(
            SwapMath.TryComputeSwapStep(in start, in target, liquidity, in remaining, 3000, out SwapStep step)
        );
        SwapStep[] steps = [step];
        SwapStepInput next = new(step.SqrtPriceNext, target, remaining, liquidity, 3000);
        Assert.True(
            SwapMath.TryComputeSwapStep(
                next.SqrtPriceCurrent,
                in target,
                liquidity,
                in remaining,
                3000,
                out step
            )
        );
        ref UInt256 price = ref System.Runtime.CompilerServices.Unsafe.As<SwapStep, UInt256>(ref steps[0]);
        Assert.True(
            SwapMath.TryComputeSwapStep(in price, in target, liquidity, in remaining, 3000, out steps[0])
        );
        Assert.Equal(step, steps[0]);
    }

    [Fact]
    public void The_default_fee_takes_everything_and_is_no_trap()
    {
        UInt256 thousand = new(1000);
        UInt256 reserve = new(2_000_000);
        SwapFee fee = default;
        Assert.Equal((0u, 1u), (fee.Kept, fee.Base));
        Assert.Equal(
            ConstantProductResult.Ok,
            ConstantProduct.AmountOut(in thousand, in reserve, in reserve, fee, out UInt256 amount)
        );
        Assert.Equal(UInt256.Zero, amount);
        Assert.Equal(
            ConstantProductResult.DivisionByZero,
            ConstantProduct.AmountIn(in thousand, in reserve, in reserve, fee, out _)
        );
        Assert.Equal(
            ConstantProductResult.InvariantK,
            ConstantProduct.PairSwap(in reserve, in reserve, in thousand, UInt256.One, fee, out _, out _)
        );
    }

    private static int Next(
        in UInt256 price,
        in UInt256 amount,
        UInt128 liquidity,
        bool zeroForOne,
        bool input,
        out UInt256 r
    ) =>
        Done(
            input
                ? SqrtPriceMath.TryNextSqrtPriceFromInput(in price, liquidity, in amount, zeroForOne, out r)
                : SqrtPriceMath.TryNextSqrtPriceFromOutput(in price, liquidity, in amount, zeroForOne, out r)
        );

    private static int Done(bool done) => done ? 1 : 0;

    private static UInt128 Low(UInt256 word) => new(word.Limbs.U1, word.Limbs.U0);
}
