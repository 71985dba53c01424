using System.Numerics;
using FastArb.EvmMath;
using Xunit;

namespace FastArb.Tests.EvmMath;

public sealed class LiquidityMath_Contract
{
    private static readonly int s_rounds = TestRounds.Of(200_000);

    public static TheoryData<ulong> Seeds => TestSeeds.All;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Random_changes_of_liquidity_are_those_of_the_contract(ulong seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {s_rounds} cases");
        var words = new RandomWords(seed);
        int reverts = 0;
        for (int round = 0; round < s_rounds; round++)
        {
            UInt128 liquidity = words.NextUInt128();
            Int128 delta = unchecked((Int128)words.NextUInt128());
            delta = (words.NextUInt64() & 1) == 0 ? delta : unchecked(-delta);
            reverts += Compare(liquidity, delta, $"seed {seed}, round {round}") ? 0 : 1;
        }

        Assert.InRange(reverts, s_rounds / 10, s_rounds * 9 / 10);
    }

    [Fact]
    public void Edge_changes_of_liquidity_are_those_of_the_contract()
    {
        Int128[] deltas =
        [
            0,
            1,
            -1,
            long.MaxValue,
            long.MinValue,
            Int128.MaxValue,
            Int128.MinValue,
            Int128.MinValue + 1,
        ];
        foreach (UInt128 liquidity in SwapNumbers.Liquidities)
        {
            Assert.All(deltas, delta => Compare(liquidity, delta, "an edge"));
            // Down to nothing, and one unit further.
            if (liquidity <= (UInt128)Int128.MaxValue)
            {
                Assert.True(LiquidityMath.TryAddDelta(liquidity, -(Int128)liquidity, out UInt128 rest));
                Assert.Equal(UInt128.Zero, rest);
                Assert.False(LiquidityMath.TryAddDelta(liquidity, -(Int128)liquidity - 1, out rest));
                Assert.Equal(UInt128.Zero, rest);
            }
        }
    }

    [Fact]
    public void The_limit_per_tick_is_the_contracts_for_every_spacing()
    {
        // The contract's int24 spacings that a factory can enable, and those beyond.
        for (int spacing = 1; spacing <= 20_000; spacing++)
        {
            int minTick = -887272 / spacing * spacing;
            int maxTick = 887272 / spacing * spacing;
            BigInteger ticks = ((maxTick - minTick) / spacing) + 1;
            if (SwapNumbers.Big(LiquidityMath.MaxPerTick(spacing)) != FullMathPort.Uint128Max / ticks)
            {
                Assert.Fail($"spacing {spacing}");
            }
        }
    }

    // Whether the sum exists.
    private static bool Compare(UInt128 liquidity, Int128 delta, string where)
    {
        BigInteger? expected = FullMathPort.AddDelta(SwapNumbers.Big(liquidity), (BigInteger)delta);
        bool ok = LiquidityMath.TryAddDelta(liquidity, delta, out UInt128 sum);
        if (ok != expected.HasValue || SwapNumbers.Big(sum) != (expected ?? 0))
        {
            Assert.Fail($"{where}: {liquidity} and {delta} give {sum}, on chain {expected}");
        }

        return ok;
    }
}
