using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>The least input by two limbs is the least input by four.</summary>
public sealed class ConstantProduct_LeastIn
{
    private static readonly SwapFee[] s_fees =
    [
        SwapFee.Uniswap,
        SwapFee.FromPips(3000),
        SwapFee.FromPips(0),
        SwapFee.FromPips(SwapMath.FeeUnits),
        new(1, 1),
        new(1, uint.MaxValue),
        new(uint.MaxValue, uint.MaxValue),
        default,
    ];

    private static readonly UInt128[] s_edges =
    [
        0,
        1,
        2,
        ulong.MaxValue,
        (UInt128)ulong.MaxValue + 1,
        (UInt128.One << 95) - 1,
        (UInt128.One << 107) + 1,
        (UInt128.One << 112) - 1,
        UInt128.One << 112,
        UInt128.MaxValue,
    ];

    [Fact]
    public void At_edges_of_every_kind()
    {
        foreach (SwapFee fee in s_fees)
        {
            foreach (UInt128 amount in s_edges)
            {
                foreach (UInt128 inside in s_edges)
                {
                    foreach (UInt128 outside in s_edges)
                    {
                        MustAgree(amount, inside, outside, fee);
                        MustAgree(outside - 1, inside, outside, fee);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestSeeds.All), MemberType = typeof(TestSeeds))]
    public void For_numbers_of_all_sizes(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        SeededBits bits = new(seed);
        for (int i = 0; i < TestRounds.Of(200_000); i++)
        {
            UInt128 outside = Draw(bits);
            UInt128 amount = bits.NextUInt64() % 4 == 0 ? outside - (Draw(bits) & 0xFF) : Draw(bits);
            MustAgree(amount, Draw(bits), outside, s_fees[bits.NextUInt64() % (ulong)s_fees.Length]);
        }
    }

    private static UInt128 Draw(SeededBits bits) =>
        new UInt128(bits.NextUInt64(), bits.NextUInt64()) >> (int)(8 + (bits.NextUInt64() % 120));

    private static void MustAgree(UInt128 amountOut, UInt128 reserveIn, UInt128 reserveOut, SwapFee fee)
    {
        ConstantProductResult result = ConstantProduct.LeastAmountIn(
            amountOut,
            reserveIn,
            reserveOut,
            fee,
            out UInt256 expected
        );
        bool exists = result == ConstantProductResult.Ok && expected.BitLength <= 128;
        bool found = ConstantProduct.TryLeastAmountIn(
            in amountOut,
            in reserveIn,
            in reserveOut,
            fee,
            out UInt128 least
        );
        string what = $"{amountOut} of {reserveIn} and {reserveOut}, {fee}";
        Assert.True(exists == found, $"{what}: {result}");
        Assert.True(!exists || (UInt256)least == expected, $"{what}: {least} is not {expected}");
    }
}
