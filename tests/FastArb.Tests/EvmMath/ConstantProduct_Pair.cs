using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Exact in the pair's own sense: what is quoted, the pair accepts; one unit better, it refuses.
/// </summary>
public sealed class ConstantProduct_Pair
{
    private static readonly int s_rounds = TestRounds.Of(500_000);

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_pair_hands_out_the_quoted_amount_and_not_one_unit_more(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} cases");
        var words = new RandomWords(seed);
        int accepted = 0;
        for (int round = 0; round < s_rounds; round++)
        {
            (UInt256 reserveIn, UInt256 reserveOut, SwapFee fee) = NextPair(words);
            // The pair refuses an input that it could not hold.
            UInt256 amountIn = words.Next(111) % ((UInt256.One << 112) - reserveIn);
            if (amountIn.IsZero)
            {
                continue;
            }

            ConstantProductResult result = ConstantProduct.AmountOut(
                in amountIn,
                in reserveIn,
                in reserveOut,
                fee,
                out UInt256 amountOut
            );
            bool right = result == ConstantProductResult.Ok;
            if (!amountOut.IsZero)
            {
                right &= Swap(reserveIn, reserveOut, amountIn, amountOut, fee) == ConstantProductResult.Ok;
                accepted++;
            }

            ConstantProductResult better = Swap(
                reserveIn,
                reserveOut,
                amountIn,
                amountOut + UInt256.One,
                fee
            );
            right &=
                better
                == (
                    amountOut + UInt256.One == reserveOut
                        ? ConstantProductResult.InsufficientLiquidity
                        : ConstantProductResult.InvariantK
                );
            if (!right)
            {
                Assert.Fail(
                    $"seed {seed}, round {round}: {amountIn} into {reserveIn}, {reserveOut}, {fee} gives "
                        + $"{amountOut}; one more is {better}"
                );
            }
        }

        Assert.InRange(accepted, s_rounds / 4, s_rounds);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_pair_takes_the_least_input_and_not_one_unit_less(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} cases");
        var words = new RandomWords(seed);
        int accepted = 0;
        int exactDivisions = 0;
        for (int round = 0; round < s_rounds; round++)
        {
            (UInt256 reserveIn, UInt256 reserveOut, SwapFee fee) = NextPair(words);
            UInt256 amountOut = words.Next(112) % reserveOut;
            if (amountOut.IsZero || fee.Kept == 0)
            {
                continue;
            }

            ConstantProductResult result = ConstantProduct.LeastAmountIn(
                in amountOut,
                in reserveIn,
                in reserveOut,
                fee,
                out UInt256 least
            );
            bool right = result == ConstantProductResult.Ok;
            result = ConstantProduct.AmountIn(
                in amountOut,
                in reserveIn,
                in reserveOut,
                fee,
                out UInt256 library
            );
            right &= result == ConstantProductResult.Ok;
            right &= library == least || library == least + UInt256.One;
            exactDivisions += library == least ? 0 : 1;
            if (reserveIn + library < UInt256.One << 112)
            {
                right &= Swap(reserveIn, reserveOut, least, amountOut, fee) == ConstantProductResult.Ok;
                right &= Swap(reserveIn, reserveOut, library, amountOut, fee) == ConstantProductResult.Ok;
                right &=
                    Swap(reserveIn, reserveOut, least - UInt256.One, amountOut, fee)
                    == (
                        least == UInt256.One
                            ? ConstantProductResult.InsufficientInputAmount
                            : ConstantProductResult.InvariantK
                    );
                accepted++;
            }

            if (!right)
            {
                Assert.Fail(
                    $"seed {seed}, round {round}: {amountOut} out of {reserveIn}, {reserveOut}, {fee} costs "
                        + $"{least}, in the library {library}"
                );
            }
        }

        Assert.InRange(accepted, s_rounds / 4, s_rounds);
        Assert.InRange(exactDivisions, 1, s_rounds / 2);
    }

    [Fact]
    public void A_pair_with_nothing_on_the_side_of_the_input_refuses_to_trade()
    {
        // Tokens sent to a pair before its first deposit, then sync(): one reserve is there, the other not.
        UInt256 amountIn = UInt256.One;
        ConstantProductResult result = Swap(UInt256.Zero, new(100), amountIn, new(50), SwapFee.Uniswap);

        Assert.Equal(ConstantProductResult.InsufficientLiquidity, result);
    }

    private static ConstantProductResult Swap(
        UInt256 reserveIn,
        UInt256 reserveOut,
        UInt256 amountIn,
        UInt256 amountOut,
        SwapFee fee
    ) => ConstantProduct.PairSwap(in reserveIn, in reserveOut, in amountIn, in amountOut, fee, out _, out _);

    // Reserves as a pair can hold, and a fee base of at most 16 bits: the pair's products then fit a word.
    private static (UInt256 ReserveIn, UInt256 ReserveOut, SwapFee Fee) NextPair(RandomWords words)
    {
        ulong draw = words.NextUInt64();
        uint of = Math.Max(1, (uint)words.Next(16));
        SwapFee fee = (draw & 1) == 0 ? SwapFee.Uniswap : new SwapFee((uint)((draw >> 32) % (of + 1)), of);
        UInt256 reserveIn = UInt256.Max(UInt256.One, words.Next(112));
        UInt256 reserveOut = UInt256.Max(UInt256.One, words.Next(112));
        return (reserveIn, reserveOut, fee);
    }
}
