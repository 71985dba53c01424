using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

[Trait("gate", "allocation")]
public sealed class Allocation
{
    private const int Calls = 10_000;

    private UInt256 _sink;

    private double _floating;

    [Fact]
    public void Unsigned_arithmetic_allocates_nothing() => AllocatesNothing(UnsignedArithmetic);

    [Fact]
    public void Signed_arithmetic_allocates_nothing() => AllocatesNothing(SignedArithmetic);

    [Fact]
    public void Comparisons_hashes_and_conversions_allocate_nothing() =>
        AllocatesNothing(ComparisonsAndConversions);

    [Fact]
    public void Quotes_of_constant_product_allocate_nothing() => AllocatesNothing(ConstantProductQuotes);

    [Fact]
    public void Ticks_allocate_nothing() => AllocatesNothing(Ticks);

    [Fact]
    public void Swap_steps_allocate_nothing() => AllocatesNothing(SwapSteps);

    private static void AllocatesNothing(Action<UInt256, UInt256> operations)
    {
        UInt256[] words = EdgeNumbers.Words;
        long allocated = AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < Calls; i++)
            {
                operations(words[i % words.Length], words[(i * 7) % words.Length]);
            }
        });
        Assert.Equal(0, allocated);
    }

    private void UnsignedArithmetic(UInt256 a, UInt256 b)
    {
        UInt256.TryAdd(in a, in b, out UInt256 r);
        UInt256.TrySubtract(in r, in a, out r);
        UInt256.TryMultiply(in r, in b, out r);
        UInt256.MultiplyFull(in r, in b, out r, out UInt256 high);
        UInt256.TryDivRem(in r, in b, out UInt256 q, out r);
        UInt256.TryMulDiv(in a, in b, in q, out q);
        UInt256.TryMulDivRoundingUp(in a, in b, in r, out r);
        UInt256.TryMulMod(in a, in b, in high, out high);
        UInt256.TryAddMod(in a, in q, in b, out q);
        UInt256.ShiftLeft(in q, 77, out q);
        _sink = (q >> 3) ^ high ^ UInt256.SquareRoot(in r) ^ UInt256.RotateLeft(a, 9);
    }

    private void SignedArithmetic(UInt256 a, UInt256 b)
    {
        var x = new Int256(a);
        var y = new Int256(b);
        Int256.TryAdd(in x, in y, out Int256 r);
        Int256.TrySubtract(in r, in x, out r);
        Int256.TryMultiply(in r, in y, out r);
        Int256.TryDivRem(in r, in y, out Int256 q, out r);
        Int256.TryNegate(in q, out q);
        Int256.ShiftRight(in q, 9, out q);
        _sink = Int256.UnsignedAbs(in r) ^ (q * x)._bits;
    }

    private void ComparisonsAndConversions(UInt256 a, UInt256 b)
    {
        bool less = a < b || a == b || a.CompareTo(b) > 0;
        _floating = less ? (double)a : (float)b + (double)new Int256(a) + a.GetHashCode();
        _sink = (UInt256)_floating + (UInt128)a + (ulong)b + (UInt256)(long)(int)a;
        _sink = UInt256.Min(_sink, UInt256.Max(a, b));
        _sink += (ulong)(a.BitLength + UInt256.PopCount(in b) + UInt256.TrailingZeroCount(in a));
    }

    private void ConstantProductQuotes(UInt256 a, UInt256 b)
    {
        SwapFee fee = SwapFee.FromPips((uint)a.Limbs.U0 % 1_000_000);
        ConstantProduct.AmountOut(in a, in b, in a, fee, out UInt256 amountOut);
        ConstantProduct.AmountIn(in amountOut, in a, in b, fee, out UInt256 amountIn);
        ConstantProduct.LeastAmountIn(in amountOut, in a, in b, fee, out UInt256 least);
        ConstantProduct.PairSwap(in a, in b, in amountIn, in amountOut, fee, out UInt256 x, out UInt256 y);
        ConstantProduct.AmountOut((UInt128)a, (UInt128)b, (UInt128)a, fee, out UInt128 narrow);
        // As a pool of ordinary size has them.
        UInt256 reserve = a >> 150;
        UInt256 other = b >> 160;
        ConstantProduct.AmountOut(in other, in reserve, in other, SwapFee.Uniswap, out amountOut);
        _sink = amountOut ^ least ^ x ^ y ^ narrow;
    }

    private void Ticks(UInt256 a, UInt256 b)
    {
        int tick = (int)((a.Limbs.U0 + b.Limbs.U3) % 1_800_000) - 900_000;
        TickMath.TryRatioAtTick(tick, out UInt256 ratio);
        TickMath.TryTickAtRatio(in ratio, out int at);
        UInt256 between = ratio + (ratio >> 17);
        TickMath.TryTickAtRatio(in between, out int same);
        UInt256 any = b >> 96;
        TickMath.TryTickAtRatio(in any, out int other);
        _sink = ratio + (ulong)(uint)(at + same + other);
    }

    private void SwapSteps(UInt256 a, UInt256 b)
    {
        UInt256 current = a >> 96;
        UInt256 target = b >> 96;
        UInt128 liquidity = (UInt128)(a ^ b);
        Int256 wanted = new(b);
        Int256 offered = -wanted;
        SwapMath.TryComputeSwapStep(in current, in target, liquidity, in wanted, 3000, out SwapStep step);
        SwapMath.TryComputeSwapStep(in target, in current, liquidity, in offered, 500, out SwapStep back);
        SqrtPriceMath.TryAmount0DeltaSigned(in current, in target, (Int128)a, out Int256 amount0);
        SqrtPriceMath.TryAmount1DeltaSigned(in current, in target, (Int128)a, out Int256 amount1);
        SqrtPriceMath.TryNextSqrtPriceFromInput(in current, liquidity, in b, true, out UInt256 down);
        SqrtPriceMath.TryNextSqrtPriceFromOutput(in current, liquidity, in b, false, out UInt256 up);
        LiquidityMath.TryAddDelta(liquidity, (Int128)b, out UInt128 sum);
        _sink = step.AmountIn ^ back.AmountOut ^ amount0._bits ^ amount1._bits ^ down ^ up ^ sum;
    }
}
