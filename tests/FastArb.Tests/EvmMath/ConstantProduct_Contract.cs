using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

/// <summary>
/// Every quote and every swap against <see cref="UniswapV2Port"/>: the number, or the same revert.
/// </summary>
public sealed class ConstantProduct_Contract
{
    private const int CasesPerRound = 5;

    private static readonly int s_rounds = TestRounds.Of(130_000);

    // 32767 and 32768 are the borders of the fast path; at 65535 the largest reserves would overflow its two
    // limbs. The last ones overflow words.
    private static readonly SwapFee[] s_fees =
    [
        SwapFee.Uniswap,
        new(0, 1000),
        new(1000, 1000),
        new(9975, 10_000),
        new(1, 1),
        new(0, 1),
        new(1, 32_767),
        new(32_767, 32_767),
        new(32_767, 32_768),
        new(65_535, 65_535),
        SwapFee.FromPips(3000),
        new(0, uint.MaxValue),
        new(1, uint.MaxValue),
        new(uint.MaxValue, uint.MaxValue),
    ];

    private readonly int[] _outcomes = new int[Enum.GetValues<ConstantProductResult>().Length];

    private int _divisorsOfOneLimb;

    private int _divisorsOfTwoLimbs;

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Quotes_and_swaps_of_every_size_are_those_of_the_contracts(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds * CasesPerRound} cases");
        var words = new RandomWords(seed);
        for (int round = 0; round < s_rounds; round++)
        {
            // Half of the rounds as a pool can hold, a quarter each in what UInt128 and words can.
            int size = (words.NextUInt64() & 3) switch
            {
                0 => 128,
                1 => 256,
                _ => 112,
            };
            UInt256 amount = words.Next(size);
            UInt256 reserveIn = words.Next(size);
            UInt256 reserveOut = words.Next(size);
            string? wrong = Compare(amount, reserveIn, reserveOut, NextFee(words), words.Next(size));
            if (wrong is not null)
            {
                Assert.Fail($"{wrong}: seed {seed}, round {round}");
            }
        }

        // A sum that overflows takes numbers at the very top: chance seldom draws them, the borders below
        // always do.
        AllResultsWereSeen(but: ConstantProductResult.AddOverflow);

        Assert.InRange(_divisorsOfOneLimb, s_rounds / 100, s_rounds);
        Assert.InRange(_divisorsOfTwoLimbs, s_rounds / 100, s_rounds);
    }

    [Fact]
    public void Numbers_at_every_border_meet_every_fee()
    {
        UInt256[] numbers =
        [
            UInt256.Zero,
            UInt256.One,
            new(2),
            new(ulong.MaxValue / 1000),
            new(ulong.MaxValue),
            new(0, 1),
            new(ulong.MaxValue, (1UL << 48) - 1),
            new(0, 1UL << 48),
            new(ulong.MaxValue, ulong.MaxValue),
            new(0, 0, 1),
            new(0, 0, 0, 1UL << 63),
            UInt256.MaxValue,
        ];
        IEnumerable<(UInt256 Amount, UInt256 ReserveIn, UInt256 ReserveOut, UInt256 Output)> all =
            from amount in numbers
            from reserveIn in numbers
            from reserveOut in numbers
            from output in numbers
            select (amount, reserveIn, reserveOut, output);
        foreach (
            (UInt256 amount, UInt256 reserveIn, UInt256 reserveOut, UInt256 output) in TestRounds.Of(all)
        )
        {
            foreach (SwapFee fee in s_fees)
            {
                Assert.Null(Compare(amount, reserveIn, reserveOut, fee, output));
            }
        }

        AllResultsWereSeen();
    }

    /// <summary>
    /// The division takes one limb or two; both sides of the border give the exact quotient.
    /// </summary>
    [Fact]
    public void Divisors_around_one_limb_give_the_contracts_quotient()
    {
        for (int near = -2000; near <= 2000; near++)
        {
            // reserveIn * 1000 + amount * 997 crosses 2^64.
            UInt256 reserveIn = EdgeNumbers.Word(((BigInteger.One << 64) / 1000) + near);
            Assert.Null(Compare(UInt256.One, reserveIn, new(5, 77), SwapFee.Uniswap, UInt256.One));
            Assert.Null(Compare(new(1000), reserveIn, new(ulong.MaxValue), SwapFee.Uniswap, new(7)));
        }

        Assert.NotEqual(0, _divisorsOfOneLimb);
        Assert.NotEqual(0, _divisorsOfTwoLimbs);
    }

    private static SwapFee NextFee(RandomWords words)
    {
        ulong draw = words.NextUInt64();
        if ((draw & 1) == 0)
        {
            return s_fees[(draw >> 8) % (ulong)s_fees.Length];
        }

        uint of = Math.Max(1, (uint)words.Next(32));
        return new SwapFee((uint)((draw >> 32) % ((ulong)of + 1)), of);
    }

    // A comparison in which a revert never comes up says nothing about it.
    private void AllResultsWereSeen(ConstantProductResult? but = null)
    {
        if (TestRounds.AreWhole)
        {
            Assert.All(
                Enum.GetValues<ConstantProductResult>(),
                result => Assert.True(result == but || _outcomes[(int)result] != 0, $"{result} never came up")
            );
        }
    }

    private string? Compare(
        UInt256 amount,
        UInt256 reserveIn,
        UInt256 reserveOut,
        SwapFee fee,
        UInt256 output
    )
    {
        BigInteger a = EdgeNumbers.Big(amount);
        BigInteger x = EdgeNumbers.Big(reserveIn);
        BigInteger y = EdgeNumbers.Big(reserveOut);
        string? wrong =
            CompareOut(amount, reserveIn, reserveOut, a, x, y, fee)
            ?? CompareIn(amount, reserveIn, reserveOut, a, x, y, fee);
        if (wrong is null)
        {
            ConstantProductResult expected = UniswapV2Port.Swap(x, y, a, EdgeNumbers.Big(output), fee);
            ConstantProductResult actual = ConstantProduct.PairSwap(
                in reserveIn,
                in reserveOut,
                in amount,
                in output,
                fee,
                out UInt256 newIn,
                out UInt256 newOut
            );
            bool swapped = expected == ConstantProductResult.Ok;
            bool right = actual == expected;
            right &= newIn == (swapped ? reserveIn + amount : reserveIn);
            right &= newOut == (swapped ? reserveOut - output : reserveOut);
            _outcomes[(int)expected]++;
            wrong = right ? null : $"swap of {output.Limbs} answers {actual} for {expected}";
        }

        return wrong is null
            ? null
            : $"{wrong}: amount {amount.Limbs}, reserves {reserveIn.Limbs}, {reserveOut.Limbs}, {fee}";
    }

    private string? CompareOut(
        UInt256 amount,
        UInt256 reserveIn,
        UInt256 reserveOut,
        BigInteger a,
        BigInteger x,
        BigInteger y,
        SwapFee fee
    )
    {
        ConstantProductResult expected = UniswapV2Port.AmountOut(a, x, y, fee, out BigInteger amountOut);
        ConstantProductResult actual = ConstantProduct.AmountOut(
            in amount,
            in reserveIn,
            in reserveOut,
            fee,
            out UInt256 quote
        );
        UInt256 exact = EdgeNumbers.Word(amountOut);
        bool right = actual == expected && quote == exact;
        _outcomes[(int)expected]++;
        if (expected == ConstantProductResult.Ok)
        {
            long divisorBits = ((x * fee.Base) + (a * fee.Kept)).GetBitLength();
            _divisorsOfOneLimb += divisorBits <= 64 ? 1 : 0;
            _divisorsOfTwoLimbs += divisorBits is > 64 and <= 128 ? 1 : 0;
        }

        if ((amount | reserveIn | reserveOut) >> 128 == UInt256.Zero)
        {
            right &=
                expected
                == ConstantProduct.AmountOut(
                    (UInt128)amount,
                    (UInt128)reserveIn,
                    (UInt128)reserveOut,
                    fee,
                    out UInt128 narrow
                );
            right &= (UInt256)narrow == exact;
        }

        return right ? null : $"amount out is {actual}, {quote.Limbs} for {expected}, {exact.Limbs}";
    }

    private string? CompareIn(
        UInt256 amount,
        UInt256 reserveIn,
        UInt256 reserveOut,
        BigInteger a,
        BigInteger x,
        BigInteger y,
        SwapFee fee
    )
    {
        ConstantProductResult expected = UniswapV2Port.AmountIn(a, x, y, fee, least: false, out BigInteger b);
        ConstantProductResult actual = ConstantProduct.AmountIn(
            in amount,
            in reserveIn,
            in reserveOut,
            fee,
            out UInt256 quote
        );
        bool right = actual == expected && quote == EdgeNumbers.Word(b);
        _outcomes[(int)expected]++;
        expected = UniswapV2Port.AmountIn(a, x, y, fee, least: true, out b);
        actual = ConstantProduct.LeastAmountIn(
            in amount,
            in reserveIn,
            in reserveOut,
            fee,
            out UInt256 least
        );
        right &= actual == expected && least == EdgeNumbers.Word(b);
        return right ? null : $"amount in is {actual}, {quote.Limbs} or {least.Limbs} for {expected}, {b}";
    }
}
