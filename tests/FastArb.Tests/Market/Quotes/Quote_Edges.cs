using FastArb.EvmMath;
using FastArb.Market;
using Xunit;

namespace FastArb.Tests.Market.Quotes;

/// <summary>What nobody asks in earnest, and must not be answered wrongly.</summary>
[Trait("row", "29")]
public sealed class Quote_Edges
{
    private static readonly UInt256 s_twoTo255 = UInt256.One << 255;

    private static PoolContent Balanced =>
        new()
        {
            SqrtPriceX96 = UInt256.One << 96,
            Liquidity = 1_000_000_000_000_000_000,
            FeePips = 3_000,
            Ticks =
            [
                new PoolTick(-600, 1_000_000_000_000_000_000, 1_000_000_000_000_000_000),
                new PoolTick(600, 1_000_000_000_000_000_000, -1_000_000_000_000_000_000),
            ],
        };

    [Fact]
    public void A_pool_that_is_not_live_has_no_quote()
    {
        foreach (
            PoolTable table in (PoolTable[])
                [OnePool.Concentrated(3_000, 60), OnePool.ConstantProduct(SwapFee.Uniswap)]
        )
        {
            UInt256 amount = 1_000;
            Assert.Equal(QuoteOutcome.NotLive, table.AmountOut(0, true, in amount, out UInt256 other));
            Assert.True(other.IsZero);
            Assert.Equal(QuoteOutcome.NotLive, table.AmountIn(0, false, in amount, out other));
            Assert.True(other.IsZero);
            SwapRequest request = new(true, 1_000, default);
            Assert.Equal(QuoteOutcome.NotLive, table.Swap(0, in request, out SwapResult result));
            Assert.Equal(default, result);
        }
    }

    // What people write for "all" is also what stands for a step that no amount takes whole.
    [Theory]
    [InlineData(0, 125)]
    [InlineData(-887_200, 60)]
    [InlineData(887_200, 60)]
    public void The_largest_amounts_of_two_limbs_are_quoted_as_the_contract_does(int tick, int liquidityBits)
    {
        PoolTable table = OnePool.Concentrated(3_000, 200);
        Assert.True(TickMath.TryRatioAtTick(tick, out UInt256 price));
        table.Load(
            0,
            new PoolContent
            {
                SqrtPriceX96 = price,
                Tick = tick,
                Liquidity = UInt128.One << liquidityBits,
                FeePips = 3_000,
            }
        );
        UInt256 all = UInt128.MaxValue;
        foreach (UInt256 amount in (UInt256[])[all - UInt256.One, all, all + UInt256.One])
        {
            foreach (bool zeroForOne in (bool[])[true, false])
            {
                SwapRequest request = new(zeroForOne, (Int256)amount, default);
                QuoteOutcome expected = table.Swap(0, in request, out SwapResult whole);
                Assert.Equal(expected, table.AmountOut(0, zeroForOne, in amount, out UInt256 quoted));
                Assert.Equal(whole.AmountOut, quoted);
                request = new(zeroForOne, -(Int256)amount, default);
                expected = table.Swap(0, in request, out whole);
                Assert.Equal(expected, table.AmountIn(0, zeroForOne, in amount, out quoted));
                Assert.Equal(whole.AmountIn, quoted);
            }
        }
    }

    [Fact]
    public void A_pool_without_a_price_reverts()
    {
        PoolTable table = OnePool.Concentrated(3_000, 60);
        table.Load(0, new PoolContent { FeePips = 3_000 });
        Reverts(table, 1_000);
    }

    [Fact]
    public void Nothing_and_what_no_int256_holds_reverts()
    {
        PoolTable table = OnePool.Concentrated(3_000, 60);
        table.Load(0, Balanced);
        Reverts(table, UInt256.Zero);
        Reverts(table, s_twoTo255 + UInt256.One);
        Reverts(table, UInt256.MaxValue);
        Assert.Equal(QuoteOutcome.Reverted, table.AmountOut(0, true, in s_twoTo255, out _));
        PoolTable pair = OnePool.ConstantProduct(SwapFee.Uniswap);
        pair.Load(0, new PoolContent { Reserve0 = 1_000_000, Reserve1 = 1_000_000 });
        Reverts(pair, UInt256.Zero);
        Reverts(pair, s_twoTo255);
        Reverts(pair, UInt256.MaxValue);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_largest_amounts_of_both_signs_take_all_that_there_is(bool zeroForOne)
    {
        PoolTable table = OnePool.Concentrated(3_000, 60);
        table.Load(0, Balanced);
        SwapRequest all = new(zeroForOne, Int256.MinValue, default);
        Assert.Equal(QuoteOutcome.Partial, table.Swap(0, in all, out SwapResult taken));
        Assert.Equal(
            QuoteOutcome.Partial,
            table.AmountIn(0, zeroForOne, in s_twoTo255, out UInt256 amountIn)
        );
        Assert.Equal(taken.AmountIn, amountIn);
        SwapRequest most = new(zeroForOne, Int256.MaxValue, default);
        Assert.Equal(QuoteOutcome.Partial, table.Swap(0, in most, out SwapResult given));
        Assert.Equal(taken.AmountOut, given.AmountOut);
        UInt256 input = (UInt256)Int256.MaxValue;
        Assert.Equal(QuoteOutcome.Partial, table.AmountOut(0, zeroForOne, in input, out UInt256 amountOut));
        Assert.Equal(given.AmountOut, amountOut);
        Assert.Equal((0, UInt128.Zero), (given.TicksCrossed - 1, given.Reserve0OrLiquidity));
        Assert.False(amountOut.IsZero);
    }

    [Fact]
    public void A_limit_behind_the_price_or_out_of_all_prices_reverts()
    {
        PoolTable table = OnePool.Concentrated(3_000, 60);
        table.Load(0, Balanced);
        UInt256 price = Balanced.SqrtPriceX96;
        foreach (
            (bool zeroForOne, UInt256 limit) in ((bool, UInt256)[])
                [
                    (true, price),
                    (true, price + UInt256.One),
                    (true, TickMath.MinSqrtRatio),
                    (true, UInt256.One),
                    (false, price),
                    (false, price - UInt256.One),
                    (false, TickMath.MaxSqrtRatio),
                    (false, UInt256.MaxValue),
                ]
        )
        {
            SwapRequest request = new(zeroForOne, 1_000, limit);
            Assert.Equal(QuoteOutcome.Reverted, table.Swap(0, in request, out SwapResult result));
            Assert.Equal(default, result);
        }
    }

    [Fact]
    public void A_price_at_either_end_has_no_way_further()
    {
        PoolTable table = OnePool.Concentrated(3_000, 60);
        UInt256 amount = 1_000;
        table.Load(0, Balanced with { SqrtPriceX96 = TickMath.MinSqrtRatio, Tick = TickMath.MinTick });
        Assert.Equal(QuoteOutcome.Reverted, table.AmountOut(0, true, in amount, out _));
        Assert.Equal(QuoteOutcome.Reverted, table.AmountIn(0, true, in amount, out _));
        table.Load(
            0,
            Balanced with
            {
                SqrtPriceX96 = TickMath.MaxSqrtRatio - UInt256.One,
                Tick = TickMath.MaxTick - 1,
            }
        );
        Assert.Equal(QuoteOutcome.Reverted, table.AmountOut(0, false, in amount, out _));
        Assert.Equal(QuoteOutcome.Reverted, table.AmountIn(0, false, in amount, out _));
    }

    private static void Reverts(PoolTable table, in UInt256 amount)
    {
        foreach (bool zeroForOne in (bool[])[true, false])
        {
            Assert.Equal(QuoteOutcome.Reverted, table.AmountOut(0, zeroForOne, in amount, out UInt256 other));
            Assert.True(other.IsZero);
            Assert.Equal(QuoteOutcome.Reverted, table.AmountIn(0, zeroForOne, in amount, out other));
            Assert.True(other.IsZero);
        }
    }
}
